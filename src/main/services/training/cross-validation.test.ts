import { expect, test } from 'vitest'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import type { PredictRequest, RunFileInput } from '@shared/contract/engine'
import { spawnMemoryEngine } from '../../engine-client/testing/memory-engine'
import { verified } from '../../testing/job-end'
import { startTestBackend } from '../../testing/test-backend'

const engine = { backend: 'cpu' as const, version: '1', device: 'test', threads: 1 }
const pathOf = (objects: string, hash: string) => join(objects, hash.slice(0, 2), hash.slice(2))

async function put(objects: string, bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex')
  await mkdir(dirname(pathOf(objects, hash)), { recursive: true })
  await writeFile(pathOf(objects, hash), bytes)
  return hash
}

/** Says class 0 of everything: right for a tenth of each stratified part. */
async function predictClass0({ objects, x, rows }: Pick<PredictRequest, 'objects' | 'x' | 'rows'>) {
  const count = rows ? (rows.kind === 'range' ? rows.end - rows.start : rows.count) : x.shape[0]
  const values = new Float32Array(count * 10)
  for (let row = 0; row < count; row++) values[row * 10] = 1
  const object = await put(objects, new Uint8Array(values.buffer))
  return { object, shape: [count, 10] as [number, number], engine }
}

test('every fold trains on its own rows; both scores are told, and folds that are done stay done', async () => {
  const files: RunFileInput[] = []
  let failsAt: number | null = 2
  const { client, folder, ended } = await startTestBackend({
    spawnEngine: spawnMemoryEngine({
      predict: predictClass0,
      async train({ dir }, { crash }) {
        // Written by the service that is tested.
        const file = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as RunFileInput
        if (failsAt === files.length) {
          failsAt = null
          crash(1)
          return await new Promise(() => undefined)
        }
        files.push(file)
        const weights = await put(join(dir, '../../objects'), new TextEncoder().encode(file.run))
        return {
          ...{ run: file.run, engine, parameters: 1, epochs: [], stopped: 'completed' as const, weights },
          ...{ best: { epoch: 1, val_loss: 1, val_accuracy: 0.1 }, weightsEpoch: 1, stepMs: 1 }
        }
      }
    })
  })
  await client.projects.create({ name: 'p', folder })
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const dataset = await client.datasets.freeze({ name: 'garments' })

  const started = await client.crossValidation.start({ datasetId: dataset.id, model: 'scratch' })
  const failed = await ended(started.jobId ?? '')
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'ENGINE_FAILED' } })
  const half = await client.crossValidation.get({ id: started.id })
  expect(half.state).toBe('failed')
  expect(half.outOfFold).toBeNull()
  expect(half.folds.map(({ correct }) => correct)).toEqual([67, 66, null])
  expect(files).toHaveLength(2)

  const { jobId } = await client.crossValidation.resume({ id: started.id })
  await ended(jobId ?? '')
  const done = await client.crossValidation.get({ id: started.id })
  expect(done).toMatchObject({ state: 'finished', error: null, outOfFold: { correct: 200, count: 2000 } })
  expect(done.folds.slice(0, 2)).toEqual(half.folds.slice(0, 2))
  expect(files).toHaveLength(3)
  const trained = files.map(({ data }) => (data.train.kind === 'rows' ? data.train.object : null))
  expect(new Set(trained).size).toBe(3)
})

test('two folds on the test part and out of fold, with counts that add up', async () => {
  const { client, folder, ended } = await startTestBackend({
    spawnEngine: spawnMemoryEngine({
      predict: predictClass0,
      async train({ dir }) {
        const weights = await put(join(dir, '../../objects'), new TextEncoder().encode(dir))
        return {
          ...{ run: 'r', engine, parameters: 1, epochs: [], stopped: 'completed' as const, weights },
          ...{ best: { epoch: 1, val_loss: 1, val_accuracy: 0.1 }, weightsEpoch: 1, stepMs: 1 }
        }
      }
    })
  })
  await client.projects.create({ name: 'p', folder })
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const dataset = await client.datasets.freeze({ name: 'garments' })
  const { id, jobId } = await client.crossValidation.start({ datasetId: dataset.id, model: 'scratch', folds: 2 })
  await ended(jobId ?? '')
  const done = await client.crossValidation.get({ id })
  expect(done).toMatchObject({ state: 'finished', error: null })
  expect(done.folds.map(({ train, validation, scored }) => train + validation + scored)).toEqual([2000, 2000])
  expect(done.outOfFold).toMatchObject({ correct: 200, count: 2000, accuracy: 0.1 })
  // Wilson 95 % of 200 in 2,000.
  expect(done.outOfFold?.interval?.[0]).toBeCloseTo(0.0876, 4)
  expect(done.test).toEqual({ mean: 0.1, sd: 0, count: 500 })
  const runs = await client.runs.list()
  expect(runs.map(({ fold }) => fold?.fold)).toEqual([2, 1])
  expect(await client.crossValidation.list()).toHaveLength(1)

  // Judged as one model: every image by the fold that never saw it, against the labels as they are now.
  const population = { kind: 'dataset' as const, datasetId: dataset.id, part: 'out-of-fold' as const }
  const offered = await client.evaluation.populations({ runId: id })
  expect(offered).toEqual([{ population, name: 'garments out of fold', count: 2000, protocol: 'out-of-fold' }])
  const judged = await client.evaluation.evaluate({ runId: id, population })
  expect(judged).toMatchObject({ protocol: 'out-of-fold', count: 2000, correct: 200 })
  const byFold = await client.evaluation.folds({ crossValidationId: id })
  expect(byFold).toMatchObject({ accuracy: { mean: 0.1, sd: 0 }, changedLabels: 0 })
  expect(byFold.folds.map(({ count, correct }) => [count, correct])).toEqual([
    [1000, 100],
    [1000, 100]
  ])
  const sum = judged.confusion.counts.map((row, truth) =>
    row.map((_, at) => byFold.folds.reduce((total, { confusion }) => total + (confusion[truth]?.[at] ?? 0), 0))
  )
  expect(sum).toEqual(judged.confusion.counts)

  const { items } = await client.evaluation.items({ runId: id, population, only: 'wrong', limit: 1 })
  const [wrong] = items
  const first = dataset.classes[0]
  if (!wrong?.annotationId || !first) throw new Error('a labelled example was expected')
  await client.annotations.update({ id: wrong.annotationId, classId: first.id, status: 'labelled', seen: true })
  const after = await client.evaluation.folds({ crossValidationId: id })
  expect(after.changedLabels).toBe(1)
  expect(after.folds.reduce((total, fold) => total + fold.correct, 0)).toBe(201)

  // Another protocol is refused with the reason, in either direction.
  const [single] = runs
  if (!single) throw new Error('a run was expected')
  await expect(client.comparison.compare({ runIds: [id, single.id], population })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('trained on one split') as string
  })
  const test = { ...population, part: 'test' as const }
  await expect(client.evaluation.evaluate({ runId: id, population: test })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('out of fold') as string
  })

  // On an item's page the fold that never saw it answers.
  const item = await client.item.get({ imageId: wrong.imageId, annotationId: wrong.annotationId })
  expect(item.models.map(model => [model.runId, model.outOfFoldOf, model.predicted])).toEqual([[id, dataset.id, 0]])
  expect(item.populations.map(choice => choice.population)).toContainEqual(population)

  await client.crossValidation.update({ id, note: 'two folds' })
  await client.crossValidation.remove({ id })
  expect(await client.crossValidation.list()).toEqual([])
  expect(await client.runs.list()).toEqual([])
  expect(await client.crossValidation.restore({ id })).toMatchObject({ note: 'two folds', state: 'finished' })
  expect(await client.runs.list()).toHaveLength(2)

  // What its folds rest on is a part of the project: a check tells where it lacks.
  const path = (await client.projects.current())?.path ?? ''
  const x = { object: '', dtype: 'uint8' as const, shape: [1000, 28, 28, 1] as [number, number, number, number] }
  const { object } = await predictClass0({ objects: join(folder, 'elsewhere'), x, rows: null })
  await rm(pathOf(join(path, 'objects'), object))
  const { problems } = await verified(client)
  expect(problems).toMatchObject([
    {
      code: 'OBJECT_MISSING',
      message: expect.stringMatching(/2 cross-validation folds\. Run the cross-validation again/)
    }
  ])
})

test('runs and cross-validations are counted together', async () => {
  const { client, folder, ended } = await startTestBackend({
    spawnEngine: spawnMemoryEngine({
      train: () => Promise.reject(new Error('no engine')),
      predict: predictClass0
    })
  })
  await client.projects.create({ name: 'p', folder })
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const dataset = await client.datasets.freeze({ name: 'garments' })
  const run = await client.runs.start({ datasetId: dataset.id, model: 'scratch' })
  const { id, number, jobId } = await client.crossValidation.start({ datasetId: dataset.id, model: 'scratch' })
  expect([run.number, number]).toEqual([1, 2])
  await ended(jobId ?? '')
  // One that could not be begun, for want of room perhaps, is not taken for one that is going on.
  const database = new Database(join((await client.projects.current())?.path ?? '', 'project.sqlite'))
  database.exec(`create trigger full before insert on job begin select raise(abort, 'no room'); end`)
  await expect(client.crossValidation.resume({ id })).rejects.toMatchObject({ code: 'INTERNAL' })
  database.close()
  expect(await client.crossValidation.get({ id })).toMatchObject({ state: 'failed' })
  const population = { kind: 'dataset' as const, datasetId: dataset.id, part: 'out-of-fold' as const }
  await expect(client.evaluation.evaluate({ runId: id, population })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('0 of 3 folds') as string
  })
})
