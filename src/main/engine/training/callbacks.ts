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
  const same = EarlyStopping?.monitor === ModelCheckpoint.monitor && EarlyStopping.min_delta === 0
  return same ? 'best' : 'early-stopping'
}

/** Keras 3's callbacks at the end of an epoch; changes `state` and says what is to be done. */
export function endEpoch(callbacks: Callbacks, row: Epoch, state: TrainingState, validated: boolean): CallbackOutcome {
  const save: string[] = []
  const messages: string[] = []
  const { EarlyStopping, ReduceLROnPlateau, ModelCheckpoint } = callbacks

  const checkpointMonitor = effectiveMonitor(ModelCheckpoint.monitor, validated)
  if (track(state.checkpoint, row, checkpointMonitor, 0)) {
    state.best = { epoch: row.epoch, val_loss: row.val_loss, val_accuracy: row.val_accuracy }
    save.push('best')
  }
  if (ModelCheckpoint.every !== null && row.epoch % ModelCheckpoint.every === 0) {
    save.push(`epoch-${String(row.epoch).padStart(3, '0')}`)
  }

  if (ReduceLROnPlateau) {
    const { patience, factor, min_lr, min_delta } = ReduceLROnPlateau
    const monitor = effectiveMonitor(ReduceLROnPlateau.monitor, validated)
    const better = track(state.plateau, row, monitor, min_delta)
    if (!better && state.plateau.wait >= patience && state.learningRate > min_lr) {
      state.learningRate = Math.max(state.learningRate * factor, min_lr)
      state.plateau.wait = 0
      messages.push(`Epoch ${row.epoch}: ${monitor} stands still, learning rate lowered to ${state.learningRate}.`)
    }
  }

  let stop = false
  if (EarlyStopping) {
    const monitor = effectiveMonitor(EarlyStopping.monitor, validated)
    const better = track(state.earlyStopping, row, monitor, EarlyStopping.min_delta)
    if (better && EarlyStopping.restore_best_weights && earlyStoppingFile(callbacks) !== 'best')
      save.push('early-stopping')
    stop = !better && state.earlyStopping.wait >= EarlyStopping.patience && row.epoch > 1
    if (stop) {
      messages.push(
        `Epoch ${row.epoch}: early stopping, ${monitor} has not improved since epoch ${state.earlyStopping.epoch}.`
      )
    }
  }
  return { save, stop, messages }
}

/** Counts epochs without improvement; true when this one is better than the best by more than `minDelta`. */
function track(tracked: TrainingState['checkpoint'], row: Epoch, monitor: Monitor, minDelta: number): boolean {
  const current = row[monitor]
  const sign = monitor.endsWith('accuracy') ? 1 : -1
  const better = current !== null && (tracked.best === null || sign * (current - tracked.best) > minDelta)
  if (better) {
    tracked.best = current
    tracked.epoch = row.epoch
    tracked.wait = 0
  } else {
    tracked.wait++
  }
  return better
}
