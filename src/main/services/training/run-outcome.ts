import type { TrainResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { StoredRun } from './run-store'

/** What a training that came to its end leaves in the run's row. */
export function finished(result: TrainResult): Partial<StoredRun> {
  return {
    state: result.stopped === 'stopped' ? 'stopped' : 'finished',
    stopped: result.stopped,
    engine: result.engine,
    best: result.best,
    epochs: result.epochs,
    weights: result.weights,
    stepMs: result.stepMs
  }
}

/** What one leaves that did not: cancelled ones can go on from their checkpoint. */
export function failure(error: unknown): Partial<StoredRun> {
  if (!(error instanceof VitrineError)) return { state: 'failed', error: { code: 'INTERNAL', message: String(error) } }
  return error.code === 'CANCELLED' ? { state: 'interrupted' } : { state: 'failed', error: error.toBody() }
}
