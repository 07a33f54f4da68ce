import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { MatrixResult, PredictRequest, TrainResult } from '@shared/contract/engine'
import type { Population } from '@shared/contract/evaluation'
import { spawnMemoryEngine } from '../../engine-client/testing/memory-engine'
import { createObjectStore } from '../../files/objects'
import { sharp } from '../../images/safe-sharp'
import { startTestBackend, type TestBackend } from '../../testing/test-backend'

const engine = { backend: 'cpu' as const, version: '1', device: 'test', threads: 1 }
const trained: TrainResult = {
  run: 'run',
  engine,
  parameters: 1,
  epochs: [],
  best: { epoch: 1, val_loss: 1, val_accuracy: 0.5 },
  stopped: 'completed',
  weights: 'a'.repeat(64),
  weightsEpoch: 1,
  stepMs: 5
}

/** A model whose answer is the brightness of the picture in tenths: other pixels, other answer. */
async function predictBrightness({ objects, x, rows }: PredictRequest): Promise<MatrixResult> {
  const store = createObjectStore(objects.replace(/objects$/, ''))
  const bytes = await store.read(x.object)
  const size = x.shape.slice(1).reduce((product, side) => product * side, 1)
  const [start, end] = rows?.kind === 'range' ? [rows.start, rows.end] : [0, bytes.length / size]
  const values = new Float32Array((end - start) * 10)
  for (let row = start; row < end; row++) {
    let sum = 0
    for (const value of bytes.subarray(row * size, (row + 1) * size)) sum += value
    values[(row - start) * 10 + Math.min(9, Math.floor(sum / size / 12.8))] = 1
  }
  const { hash } = await store.put(new Uint8Array(values.buffer))
  return { object: hash, shape: [end - start, 10], engine }
}

let started: TestBackend
let runIds: string[]
const test0 = (): Population => ({ kind: 'dataset', datasetId: 1, part: 'test' })
beforeEach(async () => {
  started = await startTestBackend({
    spawnEngine: spawnMemoryEngine({ train: () => trained, predict: predictBrightness })
  })
  const { client, folder, ended } = started
  await client.projects.create({ name: 'p', folder })
  const { jobId } = await client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await ended(jobId)
  const dataset = await client.datasets.freeze({ name: 'garments' })
  runIds = []
  for (const name of ['one', 'two']) {
    const run = await client.runs.start({ datasetId: dataset.id, model: 'scratch', name })
    const { jobId: training } = await client.runs.get({ id: run.id })
    if (training) await ended(training)
    runIds.push(run.id)
  }
})

test('runs on the same examples: counts of every filter, equal models are not ranked', async () => {
  const { client } = started
  const comparison = await client.comparison.compare({ runIds, population: test0() })
  expect(comparison.best).toBeNull()
  expect(comparison.pairs[0]).toMatchObject({ onlyARight: 0, onlyBRight: 0, pValue: 1 })
  const { consensus } = comparison
  expect(consensus.allRight + consensus.someWrong + consensus.allWrong).toBe(500)
  const { counts, total, items } = await client.comparison.items({
    runIds,
    population: test0(),
    show: 'allWrong',
    limit: 3
  })
  expect(counts).toMatchObject({ ...{ all: 500, wins: 0, losses: 0, disagree: 0 }, allWrong: consensus.allWrong })
  expect(total).toBe(consensus.allWrong)
  expect(items).toHaveLength(3)
  const [inputs] = await client.comparison.inputs({
    runIds,
    population: test0(),
    indexes: items.map(({ index }) => index)
  })
  const { pack = '', rows = [], shape } = inputs?.picture ?? {}
  expect(shape).toEqual([28, 28, 1])
  const picture = await started.backend.fetch(
    new Request(`http://vitrine.test/media/pack/${pack}?from=${rows[0]}&count=1`)
  )
  expect((await picture.arrayBuffer()).byteLength).toBe(784)
})

test('a label changed in view of predictions is marked; the figure before stays, and undo brings all back', async () => {
  const { client } = started
  const [runId = ''] = runIds
  const population = test0()
  const first = await client.comparison.compare({ runIds, population })
  const { items } = await client.comparison.items({ runIds, population, show: 'allWrong', limit: 1 })
  const [wrong] = items
  const item = await client.item.get({ imageId: wrong?.imageId ?? 0 })
  const [model] = item.models
  expect(item.populations.map(({ name }) => name)).toContain('garments test')
  const id = wrong?.annotationId ?? ''
  const classId = model?.classIds[model.predicted ?? -1]
  const marked = await client.annotations.update({ id, classId, seen: true })
  expect(marked.seenPredictions).toBe(true)

  const second = await client.comparison.compare({ runIds, population })
  expect(second.runs[0]?.correct).toBe((first.runs[0]?.correct ?? 0) + 1)
  expect(second.runs[0]?.originalAccuracy).toBe(first.runs[0]?.accuracy)
  const revisions = await client.item.revisions({ runId, population })
  expect(revisions.map(({ summary }) => summary)).toEqual([
    expect.stringMatching(/^accuracy \d+\.\d → \d+\.\d %, 1 label changed$/),
    expect.stringMatching(/first evaluation$/)
  ])

  await client.history.undo()
  const third = await client.comparison.compare({ runIds, population })
  expect(third.runs).toEqual(first.runs)
  expect(await client.item.revisions({ runId, population })).toHaveLength(3)
  const [annotation] = await client.annotations.list({ imageId: wrong?.imageId ?? 0 })
  expect(annotation?.seenPredictions).toBe(false)
})

test('the figure before stays that of the first label, however often it is changed in view of predictions', async () => {
  const { client } = started
  const [runId = ''] = runIds
  const population = test0()
  const before = await client.comparison.compare({ runIds, population })
  const { items } = await client.comparison.items({ runIds, population, show: 'allWrong', limit: 1 })
  const [wrong] = items
  const [model] = (await client.item.get({ imageId: wrong?.imageId ?? 0 })).models
  const id = wrong?.annotationId ?? ''
  const predicted = model?.classIds[model.predicted ?? -1]
  const classIds = [predicted, model?.classIds.find(other => other !== predicted)]
  for (const classId of classIds) await client.annotations.update({ id, classId, seen: true })
  const { originalAccuracy } = await client.evaluation.evaluate({ runId, population })
  expect(originalAccuracy).toBe(before.runs[0]?.accuracy)
  for (const _ of classIds) await client.history.undo()
})

test('the same label again, and a label given without predictions in view, are not marked', async () => {
  const { client } = started
  const { ids } = await client.images.query({})
  const [imageId = 0] = ids
  const [before] = await client.annotations.list({ imageId })
  const same = await client.annotations.update({ id: before?.id ?? '', classId: before?.classId, seen: true })
  expect(same.seenPredictions).toBe(false)
  const other = (before?.classId ?? 1) === 1 ? 2 : 1
  const blind = await client.annotations.update({ id: before?.id ?? '', classId: other })
  expect(blind.seenPredictions).toBe(false)
  await client.annotations.label({ imageIds: [imageId], classId: before?.classId, seen: true })
  const [seen] = await client.annotations.list({ imageId })
  expect(seen?.seenPredictions).toBe(true)
})

test('a blind re-check mixes as many right as wrong examples in an order that the seed draws', async () => {
  const { client } = started
  const [runId = ''] = runIds
  const ask = { runId, population: test0(), count: 10 }
  const { items, protocol } = await client.item.recheck({ ...ask, seed: 1 })
  expect(protocol).toBe('single-split')
  expect(items.filter(({ wasRight }) => wasRight)).toHaveLength(5)
  expect(items).toHaveLength(10)
  expect(new Set(items.map(({ imageId }) => imageId)).size).toBe(10)
  expect((await client.item.recheck({ ...ask, seed: 1 })).items).toEqual(items)
  expect((await client.item.recheck({ ...ask, seed: 2 })).items).not.toEqual(items)
})

test('an image that is gone says so', async () => {
  await expect(started.client.item.get({ imageId: 999_999 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('after every kind of edit the figures of a source are those of the project opened anew', async () => {
  const { client } = started
  const [runId = ''] = runIds
  const [source] = await client.sources.list()
  const population: Population = { kind: 'source', sourceId: source?.id ?? 0 }
  const { ids } = await client.images.query({})
  const [first = 0, second = 0, third = 0] = ids
  const look = async () => {
    const { evaluatedAt: _, ...figures } = await client.evaluation.evaluate({ runId, population })
    return { figures, items: await client.evaluation.items({ runId, population, only: 'all', limit: 50 }) }
  }
  const reopen = async (): Promise<void> => {
    const path = (await client.projects.current())?.path ?? ''
    await client.projects.close()
    await client.projects.open({ path })
  }
  const box = { kind: 'rect' as const, x: 2, y: 3, w: 10, h: 12 }
  const labelOf = async (imageId: number) => (await client.annotations.list({ imageId })).at(-1)?.id ?? ''
  const edits: readonly (() => Promise<unknown>)[] = [
    () => client.annotations.label({ imageIds: [first, third], classId: 4, seen: true }),
    () => client.annotations.create({ imageId: second, region: box, classId: 2 }),
    () => client.annotations.create({ imageId: second, region: { ...box, x: 8 }, classId: 3 }),
    async () => client.annotations.update({ id: await labelOf(second), region: { ...box, w: 4 }, seen: true }),
    async () => client.annotations.remove({ ids: [await labelOf(second)] }),
    () => client.images.remove({ ids: [third] }),
    () => client.history.undo()
  ]
  await look()
  for (const edit of edits) {
    await edit()
    const kept = await look()
    await reopen()
    expect(kept).toEqual(await look())
  }
})

test('a source that the model was trained on is no held-out data, and says how much of it was learnt', async () => {
  const { client, folder, ended } = started
  const [runId = ''] = runIds
  const [dataset] = await client.datasets.list()
  const [source] = await client.sources.list()
  const population: Population = { kind: 'source', sourceId: source?.id ?? 0 }
  const own = await client.evaluation.evaluate({ runId, population })
  expect(own).toMatchObject({ protocol: 'training-data', learnt: dataset?.counts.train })
  expect((await client.evaluation.evaluate({ runId, population: test0() })).learnt).toBe(0)
  const { cautions } = await client.comparison.compare({ runIds, population })
  expect(cautions).toContainEqual(expect.stringMatching(/^Run 1 was trained on 1,700 of these 2,500 images/))

  await mkdir(join(folder, 'photos'))
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#abc' } }).toFile(
    join(folder, 'photos', 'a.png')
  )
  await ended((await client.sources.import({ from: join(folder, 'photos') })).jobId)
  const protocols = (await client.evaluation.populations({ runId })).map(({ name, protocol }) => [name, protocol])
  expect(protocols).toContainEqual(['photos', 'held-out'])
  expect(protocols).toContainEqual([source?.name, 'training-data'])
})

test('a box moved in view of predictions is judged before and after: the figure of the first box stays', async () => {
  const { client, folder, ended } = started
  const [runId = ''] = runIds
  const photos = join(folder, 'halves')
  await mkdir(photos)
  // Dark on the left, bright on the right: the double's answer is another one.
  const bright = {
    input: { create: { width: 40, height: 60, channels: 3, background: '#eee' } },
    left: 40,
    top: 0
  } as const
  await sharp({ create: { width: 80, height: 60, channels: 3, background: '#222' } })
    .composite([bright])
    .toFile(join(photos, 'halves.png'))
  await ended((await client.sources.import({ from: photos })).jobId)
  const source = (await client.sources.list()).find(({ name }) => name === 'halves')
  const population: Population = { kind: 'source', sourceId: source?.id ?? 0 }
  const { ids } = await client.images.query({ filter: { text: 'halves' } })
  const [imageId = 0] = ids
  const left = { kind: 'rect', x: 0, y: 0, w: 30, h: 40 } as const
  const { id } = await client.annotations.create({ imageId, region: left, classId: 1 })
  const [model] = (await client.item.get({ imageId })).models
  await client.annotations.update({ id, classId: model?.classIds[model.predicted ?? -1] })
  const look = async () => {
    const { accuracy, originalAccuracy } = await client.evaluation.evaluate({ runId, population })
    return { accuracy, originalAccuracy }
  }
  const before = await look()
  expect(before.accuracy).toBe(1)
  await client.annotations.update({ id, region: { ...left, x: 45 }, seen: true })
  expect(await look()).toEqual({ accuracy: 0, originalAccuracy: 1 })
  await client.history.undo()
  expect(await look()).toEqual(before)
})
