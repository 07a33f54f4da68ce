import type { TrainingInput } from '../src/shared/contract/training'

/** What stays as in the study, whatever else changes. */
const study = { batch_size: 64, optimizer: { name: 'adam' } } as const satisfies TrainingInput

/** From 1e-3 down to nothing, no epoch left out: a fixed plan in place of callbacks that watch a noisy validation loss. */
const cosine = {
  ...study,
  schedule: { kind: 'cosine' },
  callbacks: { ModelCheckpoint: { monitor: 'val_accuracy' } }
} as const satisfies TrainingInput

/**
 * Named settings of the accuracy table, the same for both engines. `study` comes first; the others are for presets that
 * do not reach their reference with it.
 */
export const accuracySettings: Readonly<Record<string, TrainingInput>> = {
  /** At most 15 epochs, early stopping that restores the best weights, halving on a plateau. */
  study: { ...study, epochs: 15, callbacks: { EarlyStopping: { patience: 3 }, ReduceLROnPlateau: {} } },
  /** The study's cross-validation: twice the epochs, patience 8. */
  patient: { ...study, epochs: 30, callbacks: { EarlyStopping: { patience: 8 }, ReduceLROnPlateau: {} } },
  cosine: { ...cosine, epochs: 20 },
  /** Longer, with mirrored pictures: for networks that overfit before the schedule ends. */
  mirrored: { ...cosine, epochs: 40, augmentation: [{ class_name: 'RandomFlip', mode: 'horizontal' }] }
}

/** What names the results of an engine under these settings: the study's go without a suffix. */
export const resultPrefix = (engine: string, settings: string): string =>
  settings === 'study' ? engine : `${engine}@${settings}`
