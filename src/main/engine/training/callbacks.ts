import type { Epoch } from '@shared/contract/runs'
import type { Callbacks } from '@shared/contract/training'
import type { TrainingState } from '@shared/contract/checkpoint'

type Monitor = 'val_loss' | 'val_accuracy' | 'loss' | 'accuracy'

export interface CallbackOutcome {
  /** Checkpoints to write before the next epoch. */
  readonly save: readonly string[]
  readonly stop: boolean
  readonly messages: readonly string[]
}

/** Without validation data the callbacks watch the training's own figure instead; said in the log when it happens. */
export function effectiveMonitor(monitor: Monitor, validated: boolean): Monitor {
  if (validated) return monitor
  return monitor === 'val_loss' ? 'loss' : monitor === 'val_accuracy' ? 'accuracy' : monitor
}

/** File in which EarlyStopping's best weights are found: ModelCheckpoint's own when both mean the same by best. */
export function earlyStoppingFile({ EarlyStopping, ModelCheckpoint }: Callbacks): 'best' | 'early-stopping' {
  if (EarlyStopping?.monitor !== ModelCheckpoint.monitor) return 'early-stopping'
  return EarlyStopping.min_delta === 0 && EarlyStopping.start_from_epoch === 0 ? 'best' : 'early-stopping'
}

/** Keras 3's callbacks at the end of an epoch; changes `state` and says what is to be done. */
export function endEpoch(callbacks: Callbacks, row: Epoch, state: TrainingState, validated: boolean): CallbackOutcome {
  const saved = keepCheckpoints(callbacks, row, state, validated)
  const lowered = reduceOnPlateau(callbacks, row, state, validated)
  const stopping = stopEarly(callbacks, row, state, validated)
  return {
    save: [...saved, ...stopping.save],
    stop: stopping.stop,
    messages: [...lowered, ...stopping.messages]
  }
}

function keepCheckpoints({ ModelCheckpoint }: Callbacks, row: Epoch, state: TrainingState, validated: boolean) {
  const save: string[] = []
  if (improve(state.checkpoint, row, effectiveMonitor(ModelCheckpoint.monitor, validated), 0)) {
    state.best = { epoch: row.epoch, val_loss: row.val_loss, val_accuracy: row.val_accuracy }
    save.push('best')
  }
  if (ModelCheckpoint.every !== null && row.epoch % ModelCheckpoint.every === 0) {
    save.push(`epoch-${String(row.epoch).padStart(3, '0')}`)
  }
  return save
}

/** Returns what the log is told. */
function reduceOnPlateau({ ReduceLROnPlateau }: Callbacks, row: Epoch, state: TrainingState, validated: boolean) {
  if (!ReduceLROnPlateau) return []
  const { patience, factor, cooldown, min_lr, min_delta } = ReduceLROnPlateau
  const { plateau } = state
  const monitor = effectiveMonitor(ReduceLROnPlateau.monitor, validated)
  if (plateau.cooldown > 0) {
    plateau.cooldown--
    plateau.wait = 0
  }
  if (improve(plateau, row, monitor, min_delta)) {
    plateau.wait = 0
    return []
  }
  if (plateau.cooldown > 0) return []
  plateau.wait++
  const lowered = Math.max(state.learningRate * factor, min_lr)
  if (plateau.wait < patience || Math.fround(lowered) >= Math.fround(state.learningRate)) return []
  state.learningRate = lowered
  plateau.wait = 0
  plateau.cooldown = cooldown
  return [`Epoch ${row.epoch}: ${monitor} stands still, learning rate lowered to ${lowered}.`]
}

function stopEarly(callbacks: Callbacks, row: Epoch, state: TrainingState, validated: boolean): CallbackOutcome {
  const settings = callbacks.EarlyStopping
  const nothing = { save: [], stop: false, messages: [] }
  if (!settings || row.epoch <= settings.start_from_epoch) return nothing
  const { patience, min_delta, baseline, restore_best_weights } = settings
  const tracked = state.earlyStopping
  const monitor = effectiveMonitor(settings.monitor, validated)
  tracked.wait++
  if (improve(tracked, row, monitor, min_delta)) {
    // What betters the epochs before but not the baseline goes on waiting, yet never ends the training.
    if (isBetter(row[monitor], baseline, monitor, min_delta)) tracked.wait = 0
    const save = restore_best_weights && earlyStoppingFile(callbacks) !== 'best' ? ['early-stopping'] : []
    return { ...nothing, save }
  }
  if (tracked.wait < patience || row.epoch === 1) return nothing
  const text = `Epoch ${row.epoch}: early stopping, ${monitor} has not improved since epoch ${tracked.epoch}.`
  return { save: [], stop: true, messages: [text] }
}

/** Takes the epoch's figure as the best so far if it is; a figure that is no number never is. */
function improve(tracked: TrainingState['checkpoint'], row: Epoch, monitor: Monitor, minDelta: number): boolean {
  const better = isBetter(row[monitor], tracked.best, monitor, minDelta)
  if (better) {
    tracked.best = row[monitor]
    tracked.epoch = row.epoch
  }
  return better
}

function isBetter(current: number | null, than: number | null, monitor: Monitor, minDelta: number): boolean {
  if (current === null || than === null) return current !== null
  const sign = monitor.endsWith('accuracy') ? 1 : -1
  // In float32, as Keras compares: from 0.8 to 0.7 is no more than 0.1 then, as it is in decimals.
  return Math.fround(sign * current - minDelta) > Math.fround(sign * than)
}
