import type { Run } from '../../contract/runs'
import type { FigureTable } from './figure-source'

type Listed = 'number' | 'name' | 'state' | 'modelName' | 'parameters' | 'datasetId' | 'fold' | 'engine' | 'best'
type Told = 'stopped' | 'tags' | 'note' | 'createdAt' | 'endedAt'

/** A run as the table needs it. */
interface ListedRun extends Pick<Run, Listed | Told> {
  readonly epochs: readonly unknown[]
  readonly training: { readonly seed?: number | undefined }
}

/** The runs with what defines and what came of them, in full precision. */
export const runTable = (runs: readonly ListedRun[]): FigureTable => ({
  columns: [
    ...['run', 'name', 'state', 'model', 'parameters', 'dataset', 'fold', 'seed', 'engine', 'epochs'],
    ...['best_epoch', 'val_loss', 'val_accuracy', 'stopped', 'tags', 'note', 'started', 'ended']
  ],
  rows: runs.map(run => [
    ...[run.number, run.name, run.state, run.modelName, run.parameters, run.datasetId, run.fold?.fold ?? null],
    ...[run.training.seed ?? null, run.engine?.backend ?? null, run.epochs.length, run.best?.epoch ?? null],
    ...[run.best?.val_loss ?? null, run.best?.val_accuracy ?? null, run.stopped, run.tags.join(' ') || null],
    ...[run.note || null, run.createdAt, run.endedAt]
  ])
})
