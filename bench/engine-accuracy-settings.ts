import type { TrainingInput } from '../src/shared/contract/training'

/** What stays as in the study, whatever else changes. */
const study = { batch_size: 64, optimizer: { name: 'adam' } } as const satisfies TrainingInput

/** From 1e-3 down to nothing, no epoch left out: a fixed plan in place of callbacks that watch a noisy validation loss. */
const cosine = {
  ...study,
  schedule: { kind: 'cosine' },
  callbacks: { ModelCheckpoint: { monitor: 'val_accuracy' } }
} as const satisfies TrainingInput

const mirrored = {
  epochs: 40,
  augmentation: [{ class_name: 'RandomFlip', mode: 'horizontal' }]
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
  /** For networks whose epochs take a minute. */
  'short-cosine': { ...cosine, epochs: 10 },
  /** Longer, with mirrored pictures: for networks that overfit before the schedule ends. */
  mirrored: { ...cosine, ...mirrored },
  /** The same with momentum in place of Adam: what lenet-5 with its tanh needs. */
  momentum: {
    ...cosine,
    ...mirrored,
    optimizer: { name: 'sgd', learning_rate: 0.05, momentum: 0.9, nesterov: true, weight_decay: 5e-4 }
  }
}

/** What names the results of an engine under these settings: the study's go without a suffix. */
export const resultPrefix = (engine: string, settings: string): string =>
  settings === 'study' ? engine : `${engine}@${settings}`
