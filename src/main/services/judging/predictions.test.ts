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
