import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { VitrineError } from '@shared/contract/errors'
import type { Population } from '@shared/contract/evaluation'
import { countOf, startGarmentRun, type GarmentRun } from '../../testing/garment-run'

const test0: Population = { kind: 'dataset', datasetId: 1, part: 'test' }
const message = (text: RegExp): unknown => expect.stringMatching(text)

describe('predictions that are none', () => {
  test.each([
    ['NaN', NaN],
    ['infinity', Infinity]
  ])('%s: a statement, nothing kept, and no figure; a repaired model is asked again', async (_, bad) => {
    let isBroken = true
    const { client, runId, logged } = await startGarmentRun(request => {
      const values = new Float32Array(countOf(request) * 10).fill(0.1)
      if (isBroken) values[7] = bad
      return Promise.resolve(values)
    })
    const refused = { code: 'CORRUPT', message: message(/^Run 1 \(scratch\) predicts NaN or infinity/) }
    await expect(client.evaluation.evaluate({ runId, population: test0 })).rejects.toMatchObject(refused)
    await expect(client.comparison.compare({ runIds: [runId], population: test0 })).rejects.toMatchObject(refused)
    const [imageId = 0] = (await client.images.query({})).ids
    const item = await client.item.get({ imageId })
    expect(item.models[0]).toMatchObject({ probabilities: null, predicted: null, reason: refused.message })
    isBroken = false
    expect(await client.evaluation.evaluate({ runId, population: test0 })).toMatchObject({ count: 500, unpredicted: 0 })
    expect(logged).toEqual([])
  })

  test('the wrong width: the class list of the run is another one than the model’s', async () => {
    const { client, runId, logged } = await startGarmentRun(request =>
      Promise.resolve(new Float32Array(countOf(request) * 9).fill(1 / 9))
    )
    await expect(client.evaluation.evaluate({ runId, population: test0 })).rejects.toMatchObject({
      code: 'CORRUPT',
      message: message(/but knows 10 classes/)
    })
    expect(logged).toEqual([])
  })

  test('probabilities that are none', async () => {
    const { client, runId, logged } = await startGarmentRun(request =>
      Promise.resolve(new Float32Array(countOf(request) * 10).fill(0.9))
    )
    await expect(client.evaluation.evaluate({ runId, population: test0 })).rejects.toMatchObject({
      code: 'CORRUPT',
      message: message(/add up to 9\.000/)
    })
    expect(logged).toEqual([])
  })
})

test('a damaged checkpoint is told by its file, for the figure and for the item', async () => {
  // What the engine answers when the digest of the weights is another one (weights-file.test.ts).
  const damaged =
    'The weights in best.safetensors are damaged: its values have changed. Start from another run, or train anew.'
  const { client, runId, logged } = await startGarmentRun(() => Promise.reject(new VitrineError('CORRUPT', damaged)))
  const refused = { code: 'CORRUPT', message: damaged }
  await expect(client.evaluation.evaluate({ runId, population: test0 })).rejects.toMatchObject(refused)
  await expect(client.evaluation.items({ runId, population: test0 })).rejects.toMatchObject(refused)
  await expect(client.evaluation.outOfDistribution({ runId, population: test0 })).rejects.toMatchObject(refused)
  const [imageId = 0] = (await client.images.query({})).ids
  expect((await client.item.get({ imageId })).models[0]).toMatchObject({ predicted: null, reason: damaged })
  expect(logged).toEqual([])
})

describe('images that vanished', () => {
  test('a picture that can’t be read any more is left out and counted, never a wrong answer', async () => {
    const { client, folder, runId, population } = await startGarmentRun()
    await client.labelMaps.save({ runId, population, kind: 'index' })
    const { ids } = await client.images.query({ filter: { sources: [sourceOf(population)] } })
    const image = await client.images.get({ id: ids[0] ?? 0 })
    const hash = image.pixels.kind === 'file' ? image.pixels.hash : ''
    const path = join(folder, 'p.vitrine', 'objects', hash.slice(0, 2), hash.slice(2))
    const bytes = await readFile(path)
    await truncate(path, 100)
    const result = await client.evaluation.evaluate({ runId, population })
    expect(result).toMatchObject({ count: 2, unpredicted: 1 })
    const { items, total } = await client.evaluation.items({ runId, population })
    expect(total).toBe(3)
    expect(items.filter(({ predicted }) => predicted === -1)).toMatchObject([{ imageId: image.id, confidence: null }])
    expect((await client.evaluation.items({ runId, population, only: 'wrong' })).total).toBe(
      result.count - result.correct
    )
    expect((await client.evaluation.details({ runId, population })).rejection?.[0]?.kept).toBe(2)
    await writeFile(path, bytes)
  })

  test('a source that was removed takes its labels along; what was frozen is no longer counted as known', async () => {
    const { client, runId } = await startGarmentRun()
    const before = await client.evaluation.evaluate({ runId, population: test0 })
    expect(before.count).toBe(500)
    const [garments] = await client.sources.list()
    await client.sources.remove({ id: garments?.id ?? 0 })
    expect(await client.evaluation.evaluate({ runId, population: test0 })).toMatchObject({
      ...{ count: 0, correct: 0, unlabelled: 500, accuracy: null, interval: null }
    })
    await client.history.undo()
    expect(await client.evaluation.evaluate({ runId, population: test0 })).toMatchObject({ accuracy: before.accuracy })
  })
})

describe('small populations', () => {
  async function keepPhotos({ client, population }: GarmentRun, count: number): Promise<void> {
    const { ids } = await client.images.query({ filter: { sources: [sourceOf(population)] } })
    const removed = ids.slice(count)
    for (const imageId of removed) {
      const all = await client.annotations.list({ imageId })
      await client.annotations.remove({ ids: all.map(({ id }) => id) })
    }
  }

  test('none labelled: figures are undefined, not zero', async () => {
    const started = await startGarmentRun()
    const { client, runId, population } = started
    await keepPhotos(started, 0)
    const result = await client.evaluation.evaluate({ runId, population })
    expect(result).toMatchObject({ count: 0, unlabelled: 3, accuracy: null, interval: null, alarms: [] })
    expect(result.macro).toMatchObject({ precision: null, recall: null, f1: null })
    const details = await client.evaluation.details({ runId, population })
    expect(details.topK.every(({ accuracy }) => accuracy === null)).toBe(true)
    expect(details).toMatchObject({ logLoss: null, pairs: [], reliability: { ece: null } })
    expect(await client.item.recheck({ runId, population })).toMatchObject({ items: [] })
  })

  test('one labelled: the interval says how little that is', async () => {
    const started = await startGarmentRun()
    const { client, runId, population } = started
    await keepPhotos(started, 1)
    await client.labelMaps.save({ runId, population, kind: 'index' })
    const result = await client.evaluation.evaluate({ runId, population })
    expect(result.count).toBe(1)
    const [low = 0, high = 0] = result.interval ?? []
    expect(high - low).toBeGreaterThan(0.75)
  })

  test('no examples at all, or no such population', async () => {
    const { client, runId, population } = await startGarmentRun()
    const gone: Population = { kind: 'source', sourceId: 999 }
    await expect(client.evaluation.evaluate({ runId, population: gone })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const filter = { sources: [sourceOf(population)] }
    const { id, counts } = await client.datasets.freeze({ name: 'p', recipe: 'fashion-mnist', filter, validation: 0 })
    expect(counts.test).toBe(0)
    const empty: Population = { kind: 'dataset', datasetId: id, part: 'test' }
    await expect(client.evaluation.evaluate({ runId, population: empty })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: message(/has no examples to judge a model on/)
    })
  })
})

describe('classes', () => {
  test('some of which the model doesn’t know: those are left out by name, the others count', async () => {
    const { client, runId } = await startGarmentRun()
    const { items } = await client.evaluation.items({ runId, population: test0, limit: 2 })
    const hat = await client.classes.create({ name: 'Hat' })
    for (const { annotationId } of items) await client.annotations.update({ id: annotationId ?? '', classId: hat.id })
    expect(await client.evaluation.evaluate({ runId, population: test0 })).toMatchObject({
      ...{ count: 498, unlabelled: 0, foreignClasses: [{ name: 'Hat', count: 2 }], labelMap: null }
    })
  })

  test('two runs of different class lists are not compared, and both lists are told', async () => {
    const { client, runId, ended, population } = await startGarmentRun(request => {
      const last = request.model.layers.at(-1)
      const width = last && 'units' in last ? last.units : 0
      return Promise.resolve(new Float32Array(countOf(request) * width).fill(1 / width))
    })
    const filter = { sources: [sourceOf(population)] }
    const photos = await client.datasets.freeze({ name: 'photos', filter, recipe: 'fashion-mnist', validation: 0 })
    const { id } = await client.runs.start({ datasetId: photos.id, model: 'scratch' })
    const { jobId } = await client.runs.get({ id })
    if (jobId) await ended(jobId)
    await expect(client.comparison.compare({ runIds: [runId, id], population: test0 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: message(/^Run 1 \(scratch\) knows T-shirt\/top, .*; Run 2 \(scratch\) knows Klasse /)
    })
  })
})

const sourceOf = (population: Population): number => (population.kind === 'source' ? population.sourceId : 0)
