import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Population } from '@shared/contract/evaluation'
import { countOf, startGarmentRun } from '../../testing/garment-run'

test('whoever asks while a model is predicting waits for the same answer', async () => {
  const asked: number[] = []
  const { client, runId } = await startGarmentRun(async request => {
    asked.push(countOf(request))
    // Others get their turn before there is an answer.
    await new Promise(resolve => setImmediate(resolve))
    return new Float32Array(countOf(request) * 10).fill(0.1)
  })
  const [garments] = await client.sources.list()
  const [dataset] = await client.datasets.list()
  const populations: Population[] = [
    { kind: 'dataset', datasetId: dataset?.id ?? 0, part: 'test' },
    { kind: 'source', sourceId: garments?.id ?? 0 }
  ]
  await Promise.all(
    populations.flatMap(population => [
      client.evaluation.evaluate({ runId, population }),
      client.evaluation.details({ runId, population }),
      client.evaluation.items({ runId, population, only: 'wrong' })
    ])
  )
  expect(asked.toSorted((a, b) => a - b)).toEqual([500, 2500])
})

test('a run that was resumed is asked again: what it said with the weights before is no answer', async () => {
  const asked: unknown[] = []
  const { client, runId, ended } = await startGarmentRun(request => {
    asked.push(request.weights)
    // Another class after every training.
    const values = new Float32Array(countOf(request) * 10)
    for (let row = 0; row < countOf(request); row++) values[row * 10 + asked.length] = 1
    return Promise.resolve(values)
  })
  const [garments] = await client.sources.list()
  const [dataset] = await client.datasets.list()
  const test: Population = { kind: 'dataset', datasetId: dataset?.id ?? 0, part: 'test' }
  const live: Population = { kind: 'source', sourceId: garments?.id ?? 0 }
  const rightClass = async (population: Population) => {
    const { classes } = await client.evaluation.evaluate({ runId, population })
    return classes.findIndex(({ recall }) => recall === 1)
  }
  expect([await rightClass(test), await rightClass(test), await rightClass(live)]).toEqual([1, 1, 2])
  const { jobId } = await client.runs.resume({ id: runId })
  if (jobId) await ended(jobId)
  expect([await rightClass(test), await rightClass(live), await rightClass(live)]).toEqual([3, 4, 4])
  const [first, second] = ['a', 'b'].map(letter => ({ object: letter.repeat(64) }))
  expect(asked).toEqual([first, first, second, second])
  // What the weights before said is kept no longer.
  const { path = '' } = (await client.projects.current()) ?? {}
  const database = new Database(join(path, 'project.sqlite'), { readonly: true })
  expect(database.prepare('select count(*) from prediction').pluck().get()).toBe(2)
  database.close()
})

test('predictions of a version that did not note the weights are made anew, in the place of the old ones', async () => {
  let asked = 0
  const { client, runId } = await startGarmentRun(request => {
    asked++
    return Promise.resolve(new Float32Array(countOf(request) * 10).fill(0.1))
  })
  const { path = '' } = (await client.projects.current()) ?? {}
  const [dataset] = await client.datasets.list()
  const population: Population = { kind: 'dataset', datasetId: dataset?.id ?? 0, part: 'test' }
  const { accuracy } = await client.evaluation.evaluate({ runId, population })
  await client.projects.close()
  const database = new Database(join(path, 'project.sqlite'))
  database.exec('update prediction set weights = null')
  await client.projects.open({ path })
  expect(await client.evaluation.evaluate({ runId, population })).toMatchObject({ accuracy })
  expect(asked).toBe(2)
  expect(database.prepare('select count(*) from prediction').pluck().get()).toBe(1)
  database.close()
})

test('a run that was resumed gets a line of its own in the history of its figures, and the next edit only its own share', async () => {
  let trained = 0
  const { client, runId, ended } = await startGarmentRun(request => {
    trained++
    const values = new Float32Array(countOf(request) * 10)
    for (let row = 0; row < countOf(request); row++) values[row * 10 + trained] = 1
    return Promise.resolve(values)
  })
  const [garments] = await client.sources.list()
  const population: Population = { kind: 'source', sourceId: garments?.id ?? 0 }
  const imageIds = (await client.images.query({ filter: { sources: [garments?.id ?? 0] } })).ids.slice(0, 100)
  const [, , second] = await client.classes.list()
  await client.annotations.label({ imageIds, classId: second?.id ?? 0 })
  await client.evaluation.evaluate({ runId, population })
  const summaries = async () => (await client.item.revisions({ runId, population })).map(({ summary }) => summary)
  expect(await summaries()).toHaveLength(1)
  const { jobId } = await client.runs.resume({ id: runId })
  if (jobId) await ended(jobId)
  await client.evaluation.evaluate({ runId, population })
  await client.evaluation.evaluate({ runId, population })
  expect(await summaries()).toEqual([
    expect.stringMatching(/, predicted anew$/),
    expect.stringMatching(/first evaluation/)
  ])
  await client.annotations.label({ imageIds: imageIds.slice(0, 1), classId: 1 })
  await client.evaluation.evaluate({ runId, population })
  expect((await summaries())[0]).toMatch(/1 label changed$/)
})
