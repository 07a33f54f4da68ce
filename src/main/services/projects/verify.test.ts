import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { failingOn } from '../../files/testing/faulty-file-system'
import { startGarmentRun } from '../../testing/garment-run'
import { verified } from '../../testing/job-end'
import { startWithPhotos } from '../../testing/photo-project'
import { startTestBackend } from '../../testing/test-backend'

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

test('a prediction that is damaged goes, and is made again when it is asked for', async () => {
  const { client, runId } = await startGarmentRun()
  const path = (await client.projects.current())?.path ?? ''
  const [garments] = await client.sources.list()
  const population = { kind: 'source' as const, sourceId: garments?.id ?? 0 }
  const before = await client.evaluation.evaluate({ runId, population })
  await client.projects.close()
  const database = new Database(join(path, 'project.sqlite'), { readonly: true })
  const hash = database.prepare<[], string>('select object from prediction').pluck().get() ?? ''
  database.close()
  await writeFile(join(path, 'objects', hash.slice(0, 2), hash.slice(2)), 'rot')
  await client.projects.open({ path })
  const problem = {
    code: 'OBJECT_CORRUPT',
    repaired: true,
    message: expect.stringMatching(/made again when asked for/)
  }
  expect((await verified(client)).problems).toContainEqual(problem)
  expect((await verified(client)).problems).not.toContainEqual(problem)
  expect(await client.evaluation.evaluate({ runId, population })).toMatchObject({ accuracy: before.accuracy })
})

test('a damaged object that nothing needs is told as such where it can’t be removed', async () => {
  const { client: owner, path } = await startWithPhotos()
  await owner.projects.close()
  await mkdir(join(path, 'objects', 'ab'))
  await writeFile(join(path, 'objects', 'ab', 'c'.repeat(62)), 'rot')
  const { client } = await startTestBackend({ fileSystem: failingOn('access', 'EROFS') })
  await client.projects.open({ path })
  expect((await verified(client)).problems).toEqual([
    { code: 'OBJECT_CORRUPT', repaired: false, message: expect.stringMatching(/is damaged\. Nothing needs it/) }
  ])
})

test('an index that says something else than its table is made anew', async () => {
  const { client, path } = await startWithPhotos()
  await client.projects.close()
  const database = new Database(join(path, 'project.sqlite'))
  database.unsafeMode()
  database.pragma('writable_schema = on')
  // The entries stay those of the class, which are not the ones of the image.
  database.exec(
    "update sqlite_schema set sql = replace(sql, '(hash, pack_index)', '(name)') where name = 'image_pixels'"
  )
  database.close()
  await client.projects.open({ path })
  const { ok, problems } = await verified(client)
  expect(ok).toBe(true)
  expect(problems.map(({ code, repaired }) => [code, repaired])).toContainEqual(['DATABASE_DAMAGED', true])
  expect(await verified(client)).toMatchObject({ ok: true, problems: [] })
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
