import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { TrainProgress } from '@shared/contract/engine'
import type { Backend } from '../backend'
import { createTfjsBackend } from '../tfjs/tfjs-backend'
import { createTinyRun } from '../tiny-run'
import { createTrainingControl } from './control'
import { runJob, type RunJobDeps } from './run-job'

let wasm: Backend
beforeAll(async () => void (wasm = await createTfjsBackend('wasm')))

function job(deps: Partial<RunJobDeps> = {}) {
  const progress: TrainProgress[] = []
  const control = deps.control ?? createTrainingControl()
  return {
    progress,
    control,
    deps: { openBackend: async () => wasm, report: (p: TrainProgress) => void progress.push(p), ...deps, control }
  }
}

describe('a run', () => {
  test('learns, reports, and leaves history, checkpoints and weights', async () => {
    const run = await createTinyRun({ training: { epochs: 20, optimizer: { name: 'adam', learning_rate: 0.01 } } })
    const { progress, deps } = job()
    const result = await runJob(run.dir, {}, deps)
    expect(result.epochs).toHaveLength(20)
    expect(result.epochs.at(-1)?.val_accuracy).toBeGreaterThan(0.8)
    expect(await run.store.has(result.weights)).toBe(true)
    expect(progress[0]).toMatchObject({ kind: 'started', stepsPerEpoch: 3, resumedFrom: null })
    expect(progress.filter(event => event.kind === 'epoch')).toHaveLength(20)
    const csv = await readFile(join(run.dir, 'history.csv'), 'utf8')
    expect(csv.trim().split('\n')).toHaveLength(21)
  })
})
