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
})
