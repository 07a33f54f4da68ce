import { expect, test } from 'vitest'
import { startGarmentRun } from '../../testing/garment-run'
import { verified } from '../../testing/job-end'
import { startWithPhotos } from '../../testing/photo-project'

test('predictions that are there are no problem, whether of a frozen dataset or of images as they are', async () => {
  const { client, runId } = await startGarmentRun()
  const [dataset] = await client.datasets.list()
  const [garments] = await client.sources.list()
  const datasetId = dataset?.id ?? 0
  await client.evaluation.evaluate({ runId, population: { kind: 'dataset', datasetId, part: 'test' } })
  await client.evaluation.evaluate({ runId, population: { kind: 'source', sourceId: garments?.id ?? 0 } })
  // The run of this test has no weights, which is told.
  const { problems } = await verified(client)
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Object aaaaaaaaaaaa is missing.* 1 run/)
  ])
})

test('a check tells how far it is, and can be cancelled', async () => {
  const { client, ended } = await startWithPhotos()
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  const { jobId } = await client.projects.verify()
  const details: string[] = []
  for await (const event of events) {
    if (event.type !== 'job' || event.job.id !== jobId) continue
    if (event.job.detail !== '') details.push(event.job.detail)
    if (event.job.state === 'succeeded') break
  }
  stop.abort()
  expect(details.at(-1)).toBe('44 of 44 files checked')

  const cut = await client.projects.verify()
  await client.jobs.cancel({ id: cut.jobId })
  expect(await ended(cut.jobId)).toMatchObject({ state: 'cancelled', result: null })
})
