import type { Epoch, Run } from '@shared/contract/runs'

type Trained = Pick<Run, 'parameters' | 'engine' | 'stepMs' | 'best' | 'epochs' | 'stopped'> & {
  readonly run: string
  readonly model: string
  readonly seed: number
}

/** What `train` and `run-job` print with `--json`. */
export function toDocument({ run, model, parameters, engine, seed, stepMs, epochs, best, stopped }: Trained) {
  return { run, model, parameters, engine, seed, stepMs, epochs: epochs.map(toRow), best, stopped }
}

const toRow = ({ epoch, loss, accuracy, val_loss, val_accuracy, seconds }: Epoch) => ({
  epoch,
  loss,
  accuracy,
  val_loss,
  val_accuracy,
  seconds
})

const figure = (value: number | null, digits = 4): string => value?.toFixed(digits) ?? '–'

/** The same in words: a line per epoch as Keras prints them, then the end. */
export function toText(document: ReturnType<typeof toDocument>): string {
  const { epochs, best, stopped, engine, stepMs } = document
  const rows = epochs.map(
    row =>
      `epoch ${row.epoch}  loss ${figure(row.loss)}  accuracy ${figure(row.accuracy)}  ` +
      `val_loss ${figure(row.val_loss)}  val_accuracy ${figure(row.val_accuracy)}  ${figure(row.seconds, 1)} s`
  )
  const end = [
    `${stopped ?? 'ended'} after ${epochs.length} epochs`,
    best && `best epoch ${best.epoch} with val_accuracy ${figure(best.val_accuracy)}`,
    engine && `${engine.backend} ${engine.version} on ${engine.device}`,
    stepMs !== null && `${figure(stepMs, 1)} ms a step`
  ]
  return [...rows, end.filter(Boolean).join(', ')].join('\n')
}
