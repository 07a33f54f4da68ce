import { createHash } from 'node:crypto'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { EngineMethods, TrainResult } from '@shared/contract/engine'
import type { Recipe } from '@shared/contract/recipe'
import { fashionMnist, photo, study } from '@shared/domain/recipes/named'
import { spawnMemoryEngine } from '../../engine-client/testing/memory-engine'
import { resourcesDir, startTestBackend, type TestBackend } from '../../testing/test-backend'

type Predict = EngineMethods['predict']
const result: TrainResult = {
  run: 'run',
  engine: { backend: 'cpu', version: '1', device: 'test', threads: 1 },
  parameters: 1,
  epochs: [],
  best: { epoch: 1, val_loss: 1, val_accuracy: 0.5 },
  stopped: 'completed',
  weights: 'a'.repeat(64),
  weightsEpoch: 1,
  stepMs: 5
}

/** A model that calls everything the class after its own row number: what is asked is counted. */
let asked: number
async function predict({ objects, x, rows }: Predict['request']): Promise<Predict['result']> {
  const count = rows && rows.kind === 'range' ? rows.end - rows.start : x.shape[0]
  asked += count
  const values = new Float32Array(count * 10)
  for (let row = 0; row < count; row++) values[row * 10 + (row % 10)] = 1
  const bytes = new Uint8Array(values.buffer)
  const object = createHash('sha256').update(bytes).digest('hex')
  await mkdir(join(objects, object.slice(0, 2)), { recursive: true })
  await writeFile(join(objects, object.slice(0, 2), object.slice(2)), bytes)
  return { object, shape: [count, 10], engine: result.engine }
}

/** Who trains again ends with other weights. */
let trainings = 0
const train = (): TrainResult => ({ ...result, weights: 'abcdef'.charAt(trainings++ % 6).repeat(64) })

let started: TestBackend
let runId: string
const names = ['ankle-boot-01.jpg', 'ankle-boot-02.jpg', 'ankle-boot-03.jpg', 'coat-01.jpg', 'coat-03.jpg']
const photos = { kind: 'source' as const, sourceId: 2 }
beforeEach(async () => {
  asked = 0
  started = await startTestBackend({ spawnEngine: spawnMemoryEngine({ train, predict }) })
  const { client, folder, ended } = started
  await client.projects.create({ name: 'p', folder })
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  await mkdir(join(folder, 'photos'))
  for (const name of names) await copyFile(join(resourcesDir, 'sample/photos', name), join(folder, 'photos', name))
  await ended((await client.sources.import({ from: join(folder, 'photos') })).jobId)
  const { ids } = await client.images.query({ filter: { sources: [2] } })
  await client.annotations.label({ imageIds: ids.slice(0, 3), classId: 10 })
  await client.annotations.label({ imageIds: ids.slice(3), classId: 5 })
  const dataset = await client.datasets.freeze({ name: 'garments', filter: { sources: [1] } })
  const run = await client.runs.start({ datasetId: dataset.id, model: 'scratch', name: 'scratch' })
  if (run.jobId) await ended(run.jobId)
  runId = run.id
})

const mine: Recipe = { ...study, name: 'mine', steps: study.steps.filter(({ kind }) => kind !== 'polarity') }

test('a recipe is kept under a name, told what is wrong with it at its step, and taken away again', async () => {
  const { client } = started
  expect(await client.recipes.save({ name: 'mine', recipe: study })).toMatchObject({
    origin: 'project',
    shape: [28, 28, 1]
  })
  await client.recipes.save({ name: 'mine', recipe: mine })
  expect((await client.recipes.list()).map(({ recipe, origin }) => [recipe.name, origin])).toEqual([
    ['study', 'vitrine'],
    ['fashion-mnist', 'vitrine'],
    ['photo', 'vitrine'],
    ['mine', 'project']
  ])
  await expect(client.recipes.save({ name: 'study', recipe: mine })).rejects.toMatchObject({ code: 'CONFLICT' })
  const twice = { ...mine, steps: [...mine.steps, ...mine.steps] }
  await expect(client.recipes.save({ name: 'twice', recipe: twice })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    data: { step: mine.steps.length }
  })
  await client.recipes.remove({ name: 'mine' })
  await expect(client.recipes.remove({ name: 'mine' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a recipe that a run was trained with stays as it was, in its dataset too', async () => {
  const { client } = started
  await client.recipes.save({ name: 'mine', recipe: mine })
  const dataset = await client.datasets.freeze({
    name: 'photos',
    filter: { sources: [2] },
    recipe: 'mine',
    validation: 0
  })
  expect(dataset).toMatchObject({ recipe: 'mine', definition: mine })
  const run = await client.runs.start({ datasetId: dataset.id, model: 'scratch', name: 'on photos' })
  await expect(client.recipes.save({ name: 'mine', recipe: study })).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(client.recipes.remove({ name: 'mine' })).rejects.toThrow(`Run ${run.number} was trained with`)
})

test('a run is judged by another recipe only when it is named, and the figure is marked', async () => {
  const { client } = started
  const own = await client.evaluation.evaluate({ runId, population: photos })
  expect(own).toMatchObject({ recipe: 'fashion-mnist', foreignRecipe: false })
  const other = await client.evaluation.evaluate({ runId, population: photos, recipe: 'study' })
  expect(other).toMatchObject({ recipe: 'study', foreignRecipe: true, count: own.count })
  await expect(client.evaluation.evaluate({ runId, population: photos, recipe: 'photo' })).rejects.toMatchObject({
    code: 'UNSUPPORTED'
  })
  await expect(client.evaluation.evaluate({ runId, population: photos, recipe: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND'
  })
  // A trial is no state of the run's figures.
  expect(await client.item.revisions({ runId, population: photos })).toHaveLength(1)
})

test('photos are shown step by step, beside the nearest training images', async () => {
  const { client } = started
  const { rows, training } = await client.recipes.rows({
    ...{ runId, population: photos, recipe: fashionMnist, other: study },
    indexes: [0, 3]
  })
  expect(rows.map(({ index }) => index)).toEqual([0, 3])
  expect(rows[0]?.stages.map(({ kind }) => kind)).toEqual([
    'source',
    ...fashionMnist.steps.slice(0, -1).map(({ kind }) => kind)
  ])
  expect(rows[0]?.stages.at(-1)).toMatchObject({ width: 28, height: 28, channels: 1 })
  expect(rows[0]?.nearest).toHaveLength(9)
  expect(rows[0]?.answer?.[0]).toEqual({ label: 0, probability: 1 })
  expect(training?.shape).toEqual([28, 28, 1])
  const colour = await client.recipes.rows({ runId, population: photos, recipe: photo, indexes: [0] })
  expect(colour.rows[0]).toMatchObject({ answer: null, reason: expect.stringContaining('224 × 224 × 3') })
})

test('recipes are ranked by a job, and what was predicted is not predicted again', async () => {
  const { client, ended } = started
  const input = { runIds: [runId], population: photos, recipes: [study, fashionMnist, photo], control: study }
  expect(await client.recipes.ranking(input)).toMatchObject({ open: 2, verdict: null, control: [] })
  expect(await ended((await client.recipes.rank(input)).id)).toMatchObject({ state: 'succeeded' })
  const ranking = await client.recipes.ranking(input)
  expect(ranking.open).toBe(0)
  expect(ranking.control).toMatchObject([{ count: 200 }])
  const [best, second, unfit] = ranking.strategies
  expect(best?.accuracy).toBeGreaterThanOrEqual(second?.accuracy ?? 1)
  expect(unfit).toMatchObject({ recipe: 2, accuracy: null, reason: expect.stringContaining('photo') })
  expect(ranking.strategies.find(({ own }) => own)?.recipe).toBe(1)
  expect(ranking.verdict).toContain('“study”')
  const before = asked
  await ended((await client.recipes.rank(input)).id)
  expect(asked).toBe(before)
  // With other weights it is another model.
  const { jobId } = await client.runs.resume({ id: runId })
  if (jobId) await ended(jobId)
  expect(await client.recipes.ranking(input)).toMatchObject({ open: 2, control: [] })
})
