import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import type { EngineMethods, TrainProgress, TrainResult } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { Dataset } from '@shared/contract/datasets'
import { spawnMemoryEngine, type MemoryHandlers } from '../../engine-client/testing/memory-engine'
import { startTestBackend, type TestBackend } from '../../testing/test-backend'

type TrainContext = Parameters<NonNullable<MemoryHandlers['train']>>[1]
type Training = (request: EngineMethods['train']['request'], context: TrainContext) => Promise<TrainResult>

const engine = { backend: 'cpu' as const, version: '1', device: 'test', threads: 1 }
const epoch = (number: number) => ({
  epoch: number,
  loss: 1 / number,
  accuracy: 0.5,
  precision: 0.5,
  recall: 0.5,
  f1: 0.5,
  val_loss: 1 / number,
  val_accuracy: 0.5,
  val_precision: 0.5,
  val_recall: 0.5,
  val_f1: 0.5,
  learning_rate: 0.001,
  seconds: 1
})
const result = (epochs: number): TrainResult => ({
  run: 'run',
  engine,
  parameters: 1,
  epochs: Array.from({ length: epochs }, (_, at) => epoch(at + 1)),
  best: { epoch: epochs, val_loss: 1 / epochs, val_accuracy: 0.5 },
  stopped: 'completed',
  weights: 'a'.repeat(64),
  weightsEpoch: epochs,
  stepMs: 5
})
const batch = (step: number): TrainProgress => ({
  kind: 'batch',
  epoch: 1,
  batch: step,
  batches: 27,
  step,
  loss: 1,
  accuracy: 0.5,
  batchLoss: 1,
  learningRate: 0.001,
  imagesPerSecond: 100,
  progress: step / 100,
  etaSeconds: 1
})

let train: Training
let started: TestBackend
let dataset: Dataset
beforeEach(async () => {
  train = async () => result(2)
  started = await startTestBackend({
    spawnEngine: spawnMemoryEngine({ train: (request, context) => train(request, context) })
  })
  const { client, folder, ended } = started
  await client.projects.create({ name: 'p', folder })
  const { jobId } = await client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await ended(jobId)
  dataset = await client.datasets.freeze({ name: 'garments' })
})

const start = (name: string) => started.client.runs.start({ datasetId: dataset.id, model: 'scratch', name })
const endOf = async (id: string) => {
  const { jobId } = await started.client.runs.get({ id })
  if (jobId !== null) await started.ended(jobId)
  return await started.client.runs.get({ id })
}

test('a run keeps its epochs, its points for windows that come later, and what defines it', async () => {
  const { client } = started
  train = async (_, { progress }) => {
    progress({ kind: 'started', engine, parameters: 1, epochs: 2, stepsPerEpoch: 27, resumedFrom: null, history: [] })
    for (const step of [1, 2, 3]) progress(batch(step))
    progress({ kind: 'epoch', row: epoch(1), best: null, progress: 0.5 })
    return result(2)
  }
  const { id } = await start('first')
  const run = await endOf(id)
  expect(run).toMatchObject({ number: 1, name: 'first', state: 'finished', stopped: 'completed', stepMs: 5, engine })
  expect(run.epochs).toHaveLength(2)
  expect((await client.runs.points({ id })).map(({ step }) => step)).toEqual([1, 2, 3])
  const file = await readFile(join((await client.projects.current())?.path ?? '', 'runs', id, 'batches.csv'), 'utf8')
  expect(file.trimEnd().split('\n')).toHaveLength(1 + 3)
  expect(await client.runs.definition({ id })).toMatchObject({
    datasetHash: dataset.hash,
    counts: { train: 1700, validation: 300 },
    startedFrom: null
  })
  expect((await client.runs.log({ id })).join('\n')).toContain('epoch 1: loss 1.0000')
})

test('runs wait for the device in an order that can be changed; a waiting one is cancelled at once', async () => {
  const { client } = started
  const order: string[] = []
  let finishFirst: () => void = () => undefined
  const firstMayEnd = new Promise<void>(resolve => (finishFirst = resolve))
  train = async ({ dir }) => {
    order.push(dir.slice(-36))
    if (order.length === 1) await firstMayEnd
    return result(1)
  }
  const [a, b, c, d] = [(await start('a')).id, (await start('b')).id, (await start('c')).id, (await start('d')).id]
  expect(await client.runs.queue()).toEqual([b, c, d])
  expect(await client.runs.move({ id: d, before: b })).toEqual([d, b, c])
  const { jobId } = await client.runs.get({ id: b })
  const cancelled = await client.jobs.cancel({ id: jobId ?? '' })
  expect(cancelled.state).toBe('cancelled')
  finishFirst()
  await Promise.all([a, c, d].map(endOf))
  expect(order).toEqual([a, d, c])
  expect((await client.runs.get({ id: b })).state).toBe('interrupted')
})

test('an engine that dies fails its run with its last words, and the run goes on from its checkpoint', async () => {
  const { client } = started
  const resumed: (boolean | undefined)[] = []
  train = async ({ resume }, { progress, crash }) => {
    resumed.push(resume)
    if (resume) return result(3)
    progress({ kind: 'epoch', row: epoch(1), best: { epoch: 1, val_loss: 1, val_accuracy: 0.5 }, progress: 0.3 })
    // The row is on its way before the end.
    await new Promise(resolve => setImmediate(resolve))
    crash(1)
    return await new Promise(() => undefined)
  }
  const { id } = await start('dies')
  const failed = await endOf(id)
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'ENGINE_FAILED' } })
  expect(failed.epochs).toHaveLength(1)
  await client.runs.resume({ id })
  expect(await endOf(id)).toMatchObject({ state: 'finished', error: null })
  expect(resumed).toEqual([false, true])
})

test('a deleted run is in the trash until it is restored; one that goes on can’t be deleted', async () => {
  const { client } = started
  let finish: () => void = () => undefined
  train = async () => {
    await new Promise<void>(resolve => (finish = resolve))
    return result(1)
  }
  const { id } = await start('kept')
  await expect(client.runs.remove({ id })).rejects.toThrow(/Stop it before/)
  await expect.poll(async () => (await client.runs.get({ id })).state).toBe('running')
  finish()
  await endOf(id)
  await client.runs.update({ id, name: 'renamed', note: 'why', tags: ['a', 'b'] })
  await client.runs.remove({ id })
  expect(await client.runs.list()).toEqual([])
  expect(await client.runs.trash()).toMatchObject([{ name: 'renamed', note: 'why', tags: ['a', 'b'] }])
  await client.runs.restore({ id })
  expect(await client.runs.trash()).toEqual([])
  expect(await client.runs.list()).toHaveLength(1)
})

test('what can’t be trained is refused before anything starts, with what to do', async () => {
  const { client } = started
  const { id } = await start('no weights')
  train = async () => {
    throw new VitrineError('INVALID_INPUT', 'The loss is no number.')
  }
  await endOf(id)
  const datasetId = dataset.id
  const refused = (input: Parameters<typeof client.runs.start>[0]) => expect(client.runs.start(input)).rejects
  await refused({ datasetId, model: 'no-such-model' }).toThrow(/choose a preset/)
  await refused({ datasetId, model: 'scratch', training: { loss: 'squared_hinge' } }).toThrow(/activation linear/)
  await refused({ datasetId: 99, model: 'scratch' }).toThrow(/no dataset 99/)
  const unfinished = await start('fails')
  expect(await endOf(unfinished.id)).toMatchObject({ state: 'failed', error: { message: 'The loss is no number.' } })
  const startFrom = { kind: 'continue' as const, runId: unfinished.id }
  await refused({ datasetId, model: 'scratch', startFrom }).toThrow(/ended before it had weights.*start from another/)
})

test('a run starts from the best checkpoint of one that failed, and from none that still trains', async () => {
  const { client } = started
  const project = (await client.projects.current())?.path ?? ''
  const best = { epoch: 1, val_loss: 1, val_accuracy: 0.5 }
  let fail: (error: Error) => void = () => undefined
  train = async ({ dir }, { progress }) => {
    await writeFile(join(dir, 'checkpoints', 'best.safetensors'), 'weights of epoch 1')
    progress({ kind: 'epoch', row: epoch(1), best, progress: 0.5 })
    return await new Promise((_, reject) => (fail = reject))
  }
  const base = await start('fails later')
  await expect.poll(async () => (await client.runs.get({ id: base.id })).best).toEqual(best)
  const next = { datasetId: dataset.id, model: 'scratch', startFrom: { kind: 'continue' as const, runId: base.id } }
  await expect(client.runs.start(next)).rejects.toThrow(/no finished weights yet/)
  fail(new VitrineError('INVALID_INPUT', 'The loss is no number.'))
  expect(await endOf(base.id)).toMatchObject({ state: 'failed' })
  train = async () => result(1)
  const { id } = await client.runs.start(next)
  expect(await endOf(id)).toMatchObject({ state: 'finished' })
  const file = JSON.parse(await readFile(join(project, 'runs', id, 'run.json'), 'utf8'))
  expect(file.initialWeights).toBe(createHash('sha256').update('weights of epoch 1').digest('hex'))
})

test('samples are shown as the model gets them, one class after another', async () => {
  const { client, backend } = started
  const preview = await client.runs.preview({ datasetId: dataset.id, augmentation: [], samples: 10, draws: 0 })
  expect(preview).toMatchObject({ shape: [28, 28, 1], columns: 1 })
  expect(new Set(preview.samples.map(({ classIndex }) => classIndex)).size).toBe(10)
  const response = await backend.fetch(new Request(`http://vitrine.test/media/pack/${preview.pack}`))
  expect(response.headers.get('x-sample-shape')).toBe('10,28,28,1')
  expect(new Uint8Array(await response.arrayBuffer()).some(byte => byte > 0)).toBe(true)
  const again = await client.runs.preview({ datasetId: dataset.id, augmentation: [], samples: 10, draws: 0, draw: 1 })
  expect(again.pack).not.toBe(preview.pack)
})

test('a run that could not be begun holds up none behind it', async () => {
  const { path = '' } = (await started.client.projects.current()) ?? {}
  const database = new Database(join(path, 'project.sqlite'))
  database.exec(`create trigger full before insert on job begin select raise(abort, 'no room'); end`)
  await expect(start('first')).rejects.toMatchObject({ code: 'INTERNAL' })
  // It waits for nothing, and can be resumed.
  expect(await started.client.runs.list()).toMatchObject([{ name: 'first', state: 'interrupted' }])
  database.exec('drop trigger full')
  const { id } = await start('second')
  const ended = await endOf(id)
  expect(ended).toMatchObject({ state: 'finished' })
  database.exec(`create trigger full before insert on job begin select raise(abort, 'no room'); end`)
  await expect(started.client.runs.resume({ id })).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(await started.client.runs.get({ id })).toEqual(ended)
  database.exec('drop trigger full')
  database.close()
})

test('a run that was cut off goes on once, however often and from wherever it is resumed', async () => {
  const { client } = started
  const { path = '' } = (await client.projects.current()) ?? {}
  let trainings = 0
  train = async (_, { controls }) => {
    trainings++
    for await (const control of controls) if (control !== 'yield') break
    // What it was told first was the end of the project, then to stop.
    if (trainings === 1) throw new VitrineError('CANCELLED', 'Cancelled.')
    return { ...result(1), stopped: 'stopped' }
  }
  const { id, jobId } = await start('first')
  await expect.poll(() => trainings).toBe(1)
  await client.projects.close()
  await client.projects.open({ path })
  expect(await client.runs.get({ id })).toMatchObject({ state: 'interrupted' })
  const both = await Promise.allSettled([client.runs.resume({ id }), client.runs.resume({ id })])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await expect(client.jobs.resume({ id: jobId ?? '' })).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect.poll(() => trainings).toBe(2)
  await client.runs.stop({ id })
  expect(await endOf(id)).toMatchObject({ state: 'stopped', stopped: 'stopped' })
  expect(trainings).toBe(2)
})

test.skipIf(process.platform === 'win32')('a cancel that comes before the engine is asked is heard', async () => {
  const { client } = started
  let trainings = 0
  train = () => Promise.resolve((trainings++, result(2)))
  const { id } = await start('first')
  await endOf(id)
  // Its curve is read for as long as the test wants.
  const curve = join((await client.projects.current())?.path ?? '', 'runs', id, 'batches.csv')
  execFileSync('mkfifo', [curve])
  const { jobId } = await client.runs.resume({ id })
  await expect.poll(async () => (await client.jobs.get({ id: jobId ?? '' })).state).toBe('running')
  const cancelled = client.jobs.cancel({ id: jobId ?? '' })
  // Answered after the cancel has been heard.
  await client.jobs.get({ id: jobId ?? '' })
  await writeFile(curve, '')
  expect(await cancelled).toMatchObject({ state: 'cancelled' })
  await expect.poll(async () => (await client.runs.get({ id })).state).toBe('interrupted')
  expect(trainings).toBe(1)
})
