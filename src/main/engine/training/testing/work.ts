import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrainProgress } from '@shared/contract/engine'
import type { Backend } from '../../backend'
import { createTfjsBackend } from '../../tfjs/tfjs-backend'
import type { TinyRun } from '../../testing/tiny-run'
import { readWeightsFile } from '../../weights-file'
import { createTrainingControl } from '../control'
import { runJob, type RunJobDeps, type RunJobOptions } from '../run-job'

let opened: Promise<Backend> | undefined
/** One for all tests of a file. */
const wasm = (): Promise<Backend> => (opened ??= createTfjsBackend('wasm'))

type Listener = (progress: TrainProgress, control: RunJobDeps['control']) => void

/** Does the run's work on WebAssembly; the test may act on each report. */
export async function work(
  run: TinyRun,
  listen: Listener = () => {},
  options: RunJobOptions = {},
  deps: Partial<RunJobDeps> = {}
) {
  const control = createTrainingControl()
  return await runJob(run.dir, options, {
    openBackend: () => wasm(),
    control,
    report: progress => listen(progress, control),
    // Every report comes through: a second passes between any two looks at the clock.
    now: (() => {
      let time = 0
      return () => (time += 1000)
    })(),
    ...deps
  })
}

export const history = (run: TinyRun) => readFile(join(run.dir, 'history.csv'), 'utf8')
export const checkpoint = (run: TinyRun, name: string) =>
  readWeightsFile(join(run.dir, 'checkpoints', `${name}.safetensors`))
export const isBatch = (progress: TrainProgress, epoch: number, batch: number) =>
  progress.kind === 'batch' && progress.epoch === epoch && progress.batch === batch
