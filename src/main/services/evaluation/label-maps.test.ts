import { beforeEach, expect, test } from 'vitest'
import type { Population } from '@shared/contract/evaluation'
import { countOf, startGarmentRun } from '../../testing/garment-run'
import type { TestBackend } from '../../testing/test-backend'

let started: TestBackend
let runId: string
let population: Population
beforeEach(async () => {
  const { runId: id, population: photos, ...backend } = await startGarmentRun()
  started = backend
  runId = id
  population = photos
})

test('without a map no accuracy, only what the model makes of the pictures', async () => {
  const { client } = started
  const refused = { code: 'UNSUPPORTED', data: { reason: 'label-map' } }
  await expect(client.evaluation.evaluate({ runId, population })).rejects.toMatchObject(refused)
  await expect(client.evaluation.details({ runId, population })).rejects.toMatchObject(refused)
  await expect(client.comparison.compare({ runIds: [runId], population })).rejects.toMatchObject(refused)
  const view = await client.evaluation.outOfDistribution({ runId, population })
  expect(view).toMatchObject({ count: 3, unpredicted: 0 })
  expect(view.predicted.filter(({ count }) => count > 0)).toMatchObject([{ name: 'Dress', count: 3 }])
  expect(view.confidence?.bins.filter(({ count }) => count > 0)).toEqual([{ low: 0.9, high: 0.95, count: 3 }])
  expect(view.confidence?.mean).toBeCloseTo(0.95)
  expect(view.own).toMatchObject({ count: 500 })
  expect(view.labelled.reduce((sum, { count }) => sum + count, 0)).toBe(3)
  expect(view.alarms).toEqual([
    'Dress takes 3 of 3 predictions: a sink class.',
    expect.stringMatching(/^3 of 3 predictions have a confidence of 90 % or more/)
  ])
})

test('a map by hand: what it leads to counts, the rest is left out by name; it is shown, undone and redone', async () => {
  const { client } = started
  const draft = await client.labelMaps.draft({ runId, population })
  expect(draft).toMatchObject({ kind: null, population: { count: 3, unlabelled: 0 } })
  const dress = draft.rows.find(({ name }) => name === 'Klasse Dress')
  expect(dress).toMatchObject({ known: false, byName: null, stored: null })
  const to = draft.model.find(({ name }) => name === 'Dress')?.id ?? null
  const saved = await client.labelMaps.save({
    ...{ runId, population, kind: 'by-hand' },
    pairs: [{ from: dress?.id ?? 0, to }]
  })
  expect(saved.rows.find(({ id }) => id === dress?.id)?.stored).toBe(to)

  const result = await client.evaluation.evaluate({ runId, population })
  expect(result).toMatchObject({ count: dress?.count, correct: dress?.count, accuracy: 1, unlabelled: 0 })
  expect(result.foreignClasses.reduce((sum, { count }) => sum + count, 0)).toBe(3 - (dress?.count ?? 0))
  expect(result.labelMap).toMatchObject({ kind: 'by-hand' })
  expect(result.labelMap?.pairs).toContainEqual({ from: 'Klasse Dress', to: 'Dress', count: dress?.count })
  const comparison = await client.comparison.compare({ runIds: [runId], population })
  expect(comparison.labelMap?.hash).toBe(result.labelMap?.hash)
  expect(await client.item.revisions({ runId, population })).toHaveLength(1)
  // On the item's page too the label counts as what the map says.
  const { items } = await client.evaluation.items({ runId, population, truth: 3 })
  const { models } = await client.item.get({ imageId: items[0]?.imageId ?? 0 })
  expect(models).toMatchObject([{ runId, truth: 3, predicted: 3 }])

  await client.history.undo()
  await expect(client.evaluation.evaluate({ runId, population })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await client.history.redo()
  expect((await client.evaluation.evaluate({ runId, population })).labelMap?.hash).toBe(result.labelMap?.hash)
  await client.labelMaps.remove({ runId, population })
  await expect(client.evaluation.evaluate({ runId, population })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})

test('by place in the list: a figure that is marked as meaning nothing', async () => {
  const { client } = started
  const draft = await client.labelMaps.save({ runId, population, kind: 'index' })
  expect(draft.rows.filter(({ known }) => !known).map(({ byIndex }) => byIndex)).toEqual(
    draft.model.slice(0, draft.rows.length).map(({ id }) => id)
  )
  const result = await client.evaluation.evaluate({ runId, population })
  expect(result).toMatchObject({ count: 3, labelMap: { kind: 'index' } })
})

test('a map that leads nowhere, or to a class of neither side, is refused', async () => {
  const { client } = started
  const [row] = (await client.labelMaps.draft({ runId, population })).rows
  const save = (pairs: { from: number; to: number | null }[]) =>
    client.labelMaps.save({ runId, population, kind: 'by-hand', pairs })
  await expect(save([])).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(save([{ from: row?.id ?? 0, to: 999 }])).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(save([{ from: 999, to: null }])).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('a dataset that was made by another recipe is judged by the run’s own, not by the pictures frozen in it', async () => {
  const seen: string[] = []
  const {
    client,
    runId,
    population: photos
  } = await startGarmentRun(request => {
    seen.push(request.x.object)
    return Promise.resolve(new Float32Array(countOf(request) * 10).fill(0.1))
  })
  const filter = { sources: [photos.kind === 'source' ? photos.sourceId : 0] }
  const freeze = (name: string, recipe: string) =>
    client.datasets
      .freeze({ name, recipe, filter, validation: 0 })
      .then(({ id }): Population => ({ kind: 'dataset', datasetId: id, part: 'train' }))
  const population = await freeze('by the study', 'study')
  const live = await client.evaluation.outOfDistribution({ runId, population: photos })
  const asked = seen.length
  const view = await client.evaluation.outOfDistribution({ runId, population })
  expect(view).toMatchObject({ recipe: live.recipe, foreignRecipe: false, count: 3 })
  expect(view.recipe).not.toBe('study')
  // The photos' own inputs were known already: what lies in the frozen dataset was not looked at.
  expect(seen).toHaveLength(asked)
  const trial = await client.evaluation.outOfDistribution({ runId, population, recipe: 'study' })
  expect(trial).toMatchObject({ recipe: 'study', foreignRecipe: true })
})
