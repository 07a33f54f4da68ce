import type { TrainProgress } from '@shared/contract/engine'
import type { Epoch } from '@shared/contract/runs'
import type { EventBus } from '../event-bus'
import type { JobContext } from '../jobs/running-job'
import type { PointLog } from './point-log'
import type { RunLog } from './run-log'
import type { StoredRun } from './run-store'

/** Milliseconds between two writings of the live curve. */
const KEEP_EVERY = 10_000

export interface TrackDeps {
  readonly runId: string
  readonly context: JobContext
  readonly points: PointLog
  readonly bus: EventBus
  readonly log: RunLog
  readonly update: (change: Partial<StoredRun>) => void
  readonly announce: () => void
  /** Tells the windows of this run alone: the list of all may be long. */
  readonly tell: () => void
}

/** What a training says becomes the run's row, its log, the job's progress and live points for the windows. */
export function trackProgress({
  runId,
  context,
  points,
  bus,
  log,
  update,
  announce,
  tell
}: TrackDeps): (progress: TrainProgress) => void {
  let epochs: Epoch[] = []
  let total = 0
  let keptAt = Date.now()
  return progress => {
    switch (progress.kind) {
      case 'started': {
        epochs = [...progress.history]
        total = progress.epochs
        const { backend, version, device, threads } = progress.engine
        log.line(`${backend} ${version}, ${device}, ${threads} threads; ${progress.parameters} parameters`)
        if (progress.resumedFrom)
          log.line(`resumed in epoch ${progress.resumedFrom.epoch} at batch ${progress.resumedFrom.batch}`)
        update({ engine: progress.engine, epochs })
        return announce()
      }
      case 'features': {
        const { done, total: pictures } = progress
        return context.progress(done / pictures, `features of ${done} of ${pictures} pictures`)
      }
      case 'batch': {
        const { epoch, batch, batches, step, loss, accuracy, imagesPerSecond } = progress
        context.progress(
          progress.progress,
          `epoch ${epoch} / ${total}, batch ${batch} / ${batches}`,
          progress.etaSeconds
        )
        const point = { runId, epoch, step, stepsPerEpoch: batches, loss, accuracy, imagesPerSecond }
        points.add(point)
        return bus.publish({ type: 'point', point })
      }
      case 'epoch': {
        const { row, best } = progress
        epochs = [...epochs, row]
        log.line(`epoch ${row.epoch}: ${describe(row)}`)
        update({ epochs, best })
        context.progress(progress.progress, `epoch ${row.epoch} / ${total}`)
        // Of a program that dies, the curve is there up to here.
        if (Date.now() - keptAt > KEEP_EVERY) {
          keptAt = Date.now()
          void points.keep(runId)
        }
        return tell()
      }
      case 'paused':
        return log.line(progress.paused ? 'paused' : 'resumed')
      case 'message':
        return log.line(progress.level === 'warning' ? `warning: ${progress.text}` : progress.text)
    }
  }
}

function describe(row: Epoch): string {
  const metrics = ['loss', 'accuracy', 'val_loss', 'val_accuracy'] as const
  return metrics.map(name => `${name} ${row[name]?.toFixed(4) ?? '–'}`).join(', ')
}
