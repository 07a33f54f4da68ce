import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '@shared/contract/contract'
import type { Population } from '@shared/contract/evaluation'
import { startTestBackend, type TestBackend } from '../../testing/test-backend'
import { garments } from '../datasets/known-datasets'

const study = resolve('../shared/fixtures/seed-iiif')

let started: TestBackend
let client: Client
let population: Population
let names: readonly string[]
beforeEach(async () => {
  started = await startTestBackend()
  client = started.client
  await client.projects.openSample({})
  const sources = await client.sources.list()
  const photos = sources.find(({ kind }) => kind === 'folder')?.id ?? 0
  population = { kind: 'source', sourceId: photos }
  const { ids } = await client.images.query({ filter: { sources: [photos] } })
  names = await Promise.all(ids.map(async id => (await client.images.get({ id })).name))
})

async function write(name: string, content: string): Promise<string> {
  const path = join(started.folder, name)
  await writeFile(path, content)
  return path
}
const csv = (rows: readonly (readonly (string | number)[])[]): string => rows.map(row => row.join(',')).join('\n')

test('labels alone: figures as of a run, confidence unknown, provenance kept; undo and redo of the import', async () => {
  const from = await write('theirs.csv', csv([['file', 'label'], ...names.map(name => [name, 'Shirt'])]))
  const [set] = await client.predictionSets.import({ from, population, note: 'A model of a friend' })
  const { id = '' } = set ?? {}
  expect(set).toMatchObject({ name: 'theirs', kind: 'labels', count: names.length, number: 1 })
  expect(set?.provenance).toMatchObject({ file: 'theirs.csv', note: 'A model of a friend' })

  const result = await client.evaluation.evaluate({ runId: id, population })
  expect(result).toMatchObject({ protocol: 'external', recipe: null, unpredicted: 0 })
  expect(result.count + result.unlabelled).toBe(names.length)
  const shirts = result.classes.find(({ name }) => name === 'Shirt')
  expect(result.correct).toBe(shirts?.support)
  const [low, high] = result.macroF1Interval ?? [NaN, NaN]
  expect(low).toBeLessThan(result.macro.f1 ?? 0)
  expect(high).toBeGreaterThan(result.macro.f1 ?? 1)
  const details = await client.evaluation.details({ runId: id, population })
  expect(details).toMatchObject({ reliability: null, rejection: null, thresholds: null, logLoss: null })
  const { items } = await client.evaluation.items({ runId: id, population, only: 'wrong', limit: 1 })
  expect(items[0]?.confidence).toBeNull()
  const { models } = await client.item.get({ imageId: items[0]?.imageId ?? 0 })
  expect(models).toMatchObject([{ name: 'theirs', recipe: null, probabilities: null, reason: null }])
  expect(models[0]?.labels[models[0].predicted ?? -1]).toBe('Shirt')

  await client.history.undo()
  expect(await client.predictionSets.list()).toEqual([])
  await expect(client.evaluation.evaluate({ runId: id, population })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await client.history.redo()
  expect(await client.evaluation.evaluate({ runId: id, population })).toMatchObject({ correct: result.correct })
})

test('a label moves the figure of imported predictions; another box is another question', async () => {
  const from = await write('theirs.csv', csv([['file', 'label'], ...names.map(name => [name, 'Shirt'])]))
  const [set] = await client.predictionSets.import({ from, population })
  const target = { runId: set?.id ?? '', population }
  const before = await client.evaluation.evaluate(target)
  const { items } = await client.evaluation.items({ ...target, only: 'wrong', limit: 1 })
  const [wrong] = items
  const shirt = before.classes.find(({ name }) => name === 'Shirt')?.id
  await client.annotations.update({ id: wrong?.annotationId ?? '', classId: shirt, seen: true })
  const after = await client.evaluation.evaluate(target)
  expect(after.correct).toBe(before.correct + 1)
  expect(after.originalAccuracy).toBe(before.accuracy)

  await client.annotations.update({
    id: wrong?.annotationId ?? '',
    region: { kind: 'rect', x: 1, y: 1, w: 9, h: 9 },
    seen: true
  })
  expect(await client.evaluation.evaluate(target)).toMatchObject({ unpredicted: 1, count: before.count - 1 })
  const { models } = await client.item.get({ imageId: wrong?.imageId ?? 0 })
  expect(models[0]).toMatchObject({ predicted: null, reason: expect.stringMatching(/box as it is now/) })
})

test('a column per model is a set each; the same images in one comparison, paired', async () => {
  const rows = names.map((name, at) => ({ name, truth: 'Bag', one: 'Shirt', two: at < 5 ? 'Coat' : 'Shirt' }))
  const from = await write('both.json', JSON.stringify(rows))
  const sets = await client.predictionSets.import({ from, population })
  expect(sets.map(({ name }) => name)).toEqual(['one', 'two'])
  const comparison = await client.comparison.compare({ runIds: sets.map(({ id }) => id), population })
  expect(comparison.runs.map(({ protocol, parameters, recipe }) => ({ protocol, parameters, recipe }))).toEqual(
    Array.from({ length: 2 }, () => ({ protocol: 'external', parameters: null, recipe: null }))
  )
  const { onlyARight = 0, onlyBRight = 0 } = comparison.pairs[0] ?? {}
  expect(onlyARight + onlyBRight).toBeLessThanOrEqual(5)
  expect(comparison.cautions[0]).toMatch(/^External 1 \(one\): Predicted elsewhere/)
})

test.skipIf(!existsSync(study))('the study’s photos with its stored predictions: 9, 8 and 9 of 15', async () => {
  await client.projects.create({ name: 'study', folder: join(started.folder, 'study') })
  for (const from of ['manifests/manifest.json', 'annotations'])
    await started.ended((await client.sources.import({ from: join(study, from) })).jobId)
  const [photos] = await client.sources.list()
  const on: Population = { kind: 'source', sourceId: photos?.id ?? 0 }
  const sets = await client.predictionSets.import({ from: join(study, 'study-results.json'), population: on })
  const { runs, pairs, consensus, labels } = await client.comparison.compare({
    runIds: sets.map(({ id }) => id),
    population: on
  })
  expect(runs.map(({ name, correct, count }) => [name, correct, count])).toEqual([
    ['transfer', 9, 15],
    ['scratch', 8, 15],
    ['deep', 9, 15]
  ])
  // “9/15 against 8/15” is one photo, and no ranking.
  expect(pairs[0]).toMatchObject({ onlyARight: 1, onlyBRight: 0, pValue: 1 })
  expect(consensus).toMatchObject({ allRight: 8, someWrong: 1, allWrong: 6, total: 15 })
  const bag = labels.indexOf('Bag')
  expect(runs[0]?.confusion.reduce((sum, row) => sum + (row[bag] ?? 0), 0)).toBe(6)
  expect(runs[0]?.alarms.join(' ')).toMatch(/Bag takes 6 of 15 predictions/)
})

describe('what is wrong with a file is said, and nothing of it is imported', () => {
  const even = Array.from({ length: 10 }, () => 0.1)
  const json = (records: readonly object[]) => JSON.stringify({ classes: garments, predictions: records })
  const cases: readonly (readonly [code: string, content: () => string])[] = [
    ['NOT_A_TABLE', () => 'no table at all'],
    ['NOT_A_TABLE', () => '[{"file": "a", "probability": NaN}]'],
    [
      'NO_ITEM',
      () =>
        csv([
          ['colour', 'label'],
          ['red', 'Shirt']
        ])
    ],
    [
      'NO_PREDICTION',
      () =>
        csv([
          ['file', 'remark'],
          [names[0] ?? '', 'fine']
        ])
    ],
    [
      'UNKNOWN_CLASS',
      () =>
        csv([
          ['file', 'label'],
          [names[0] ?? '', 'Hat']
        ])
    ],
    [
      'UNKNOWN_ITEM',
      () =>
        csv([
          ['file', 'label'],
          ['nowhere.jpg', 'Shirt']
        ])
    ],
    [
      'DUPLICATE_ITEM',
      () =>
        csv([
          ['file', 'label'],
          [names[0] ?? '', 'Shirt'],
          [names[0] ?? '', 'Coat']
        ])
    ],
    ['WRONG_WIDTH', () => json([{ file: names[0], probabilities: even.slice(1) }])],
    [
      'WRONG_WIDTH',
      () =>
        csv([
          ['file', 'label'],
          [names[0] ?? '', 'Shirt', 'more']
        ])
    ],
    ['NOT_A_NUMBER', () => json([{ file: names[0], probabilities: [...even.slice(1), 'NaN'] }])],
    ['NOT_A_NUMBER', () => json([{ file: names[0], probabilities: [...even.slice(1), null] }])],
    ['NOT_PROBABILITIES', () => json([{ file: names[0], probabilities: even.map(value => value * 2) }])],
    ['NOT_PROBABILITIES', () => json([{ file: names[0], probabilities: [-1, 2, 0, 0, 0, 0, 0, 0, 0, 0] }])],
    [
      'LABEL_MISMATCH',
      () => json([{ file: names[0], label: 'Bag', probabilities: [0.9, 0.1, 0, 0, 0, 0, 0, 0, 0, 0] }])
    ]
  ]
  test('every kind of fault', async () => {
    for (const [code, content] of cases) {
      const from = await write('bad.csv', content())
      const preview = await client.predictionSets.preview({ from, population })
      expect.soft(preview.problems.map(problem => problem.code)).toContain(code)
      const refused = client.predictionSets.import({ from, population, leaveOutMissing: true })
      await expect
        .soft(refused, code)
        .rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(/^bad.csv was not imported/) })
    }
    expect(await client.predictionSets.list()).toEqual([])
    expect((await client.history.state()).undo?.title).not.toMatch(/predictions/)
  })

  test('items that the file does not mention: refused unless they are left out, and then counted', async () => {
    const from = await write('few.csv', csv([['file', 'label'], ...names.slice(3).map(name => [name, 'Shirt'])]))
    const preview = await client.predictionSets.preview({ from, population })
    expect(preview).toMatchObject({ problemCount: 0, missing: { count: 3, names: names.slice(0, 3) } })
    await expect(client.predictionSets.import({ from, population })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(new RegExp(`nothing of 3 of ${names.length} items`))
    })
    const [set] = await client.predictionSets.import({ from, population, leaveOutMissing: true })
    const result = await client.evaluation.evaluate({ runId: set?.id ?? '', population })
    expect(result.unpredicted).toBe(3)
    expect(result.confusion.counts.flat().reduce((sum, n) => sum + n, 0)).toBe(names.length - 3)
  })

  test('no file, a folder', async () => {
    const at = { population }
    await expect(client.predictionSets.preview({ from: '/nowhere.csv', ...at })).rejects.toMatchObject({
      code: 'NOT_FOUND'
    })
    await expect(client.predictionSets.preview({ from: started.folder, ...at })).rejects.toMatchObject({
      code: 'INVALID_INPUT'
    })
  })
})
