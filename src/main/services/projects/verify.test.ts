import { expect, test } from 'vitest'
import { startGarmentRun } from '../../testing/garment-run'

test('predictions that are there are no problem, whether of a frozen dataset or of images as they are', async () => {
  const { client, runId } = await startGarmentRun()
  const [dataset] = await client.datasets.list()
  const [garments] = await client.sources.list()
  const datasetId = dataset?.id ?? 0
  await client.evaluation.evaluate({ runId, population: { kind: 'dataset', datasetId, part: 'test' } })
  await client.evaluation.evaluate({ runId, population: { kind: 'source', sourceId: garments?.id ?? 0 } })
  // The run of this test has no weights, which is told.
  const { problems } = await client.projects.verify()
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Object aaaaaaaaaaaa is missing.* 1 run/)
  ])
})
