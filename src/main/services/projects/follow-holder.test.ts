import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startWithPhotos } from '../../testing/photo-project'
import { startTestBackend } from '../../testing/test-backend'

test('a project that is open elsewhere opens read-only, says so, and can be read', async () => {
  const first = await startWithPhotos()
  const second = await startTestBackend()
  const project = await second.client.projects.open({ path: first.path })
  expect(project.readOnly).toMatchObject({ reason: 'locked', message: expect.stringContaining(`${process.pid}`) })
  expect((await second.client.images.query({})).total).toBe(44)
  await expect(second.client.classes.create({ name: 'Coat' })).rejects.toMatchObject({ code: 'READ_ONLY' })
  await expect(second.client.sources.import({ from: '/' })).rejects.toMatchObject({ code: 'READ_ONLY' })
  const out = join(second.folder, 'out')
  const { jobId } = await second.client.exports.start({ format: 'csv', out })
  expect(await second.ended(jobId)).toMatchObject({ state: 'succeeded' })
  // Its cache is the other program's as well.
  await expect(second.client.projects.cleanCache()).rejects.toMatchObject({ code: 'READ_ONLY' })
  expect((await first.client.projects.usage()).cache).toBeGreaterThan(0)
  await second.client.projects.close()
  await first.client.classes.create({ name: 'Coat' })
})

test('a project that is open elsewhere shows what is saved there, live, and can be had when it is free', async () => {
  const first = await startWithPhotos()
  const second = await startTestBackend()
  await second.client.projects.open({ path: first.path })
  const [imageId = 0, other = 0] = (await second.client.images.query({ filter: { boxes: false } })).ids
  const stop = new AbortController()
  const events = await second.client.events.subscribe(undefined, { signal: stop.signal })
  async function changed() {
    for (;;) {
      const next = await events.next()
      if (next.done) throw new Error('the events ended')
      if (next.value.type === 'changed' && next.value.revision > 0) return next.value
    }
  }

  const { annotations } = first.client
  const box = await annotations.create({ imageId, region: { kind: 'rect', x: 1, y: 2, w: 30, h: 40 } })
  // A run may have ended in the same moment.
  const topics: unknown = expect.arrayContaining(['annotations', 'runs', 'evaluations'])
  expect(await changed()).toMatchObject({ imageIds: [imageId], annotationIds: [box.id], topics })
  expect(await second.client.annotations.list({ imageId })).toEqual([box])
  expect((await second.client.images.query({ filter: { boxes: true } })).ids).toEqual([imageId])

  await annotations.remove({ ids: [box.id] })
  expect(await changed()).toMatchObject({ imageIds: [imageId], annotationIds: [box.id] })
  expect((await second.client.images.query({ filter: { boxes: true } })).ids).toEqual([])

  await first.client.history.undo()
  expect(await changed()).toMatchObject({ imageIds: [imageId], annotationIds: [box.id] })
  expect(await second.client.annotations.list({ imageId })).toEqual([box])

  // A step that is undone and dropped between two looks: everything is read anew.
  const lost = await annotations.create({ imageId: other, region: { kind: 'point', x: 1, y: 2 } })
  const seen = await changed()
  expect(seen.annotationIds).toEqual([lost.id])
  await first.client.history.undo()
  await first.client.classes.create({ name: 'Coat' })
  await changed()
  expect(await second.client.annotations.list({ imageId: other })).toEqual([])
  expect((await second.client.images.query({ filter: { boxes: true } })).ids).toEqual([imageId])
  expect((await second.client.classes.list()).map(({ name }) => name)).toEqual(['Coat'])
  stop.abort()

  await first.client.projects.close()
  expect(await second.client.projects.open({ path: first.path })).toMatchObject({ readOnly: null })
  expect(second.logged).toEqual([])
})

test('the jobs of the program that holds a project show where it is read-only, and cannot be meddled with', async () => {
  const holder = await startWithPhotos()
  const { client } = await startTestBackend()
  await client.projects.open({ path: holder.path })
  const [imported] = await client.jobs.list()
  expect(imported).toMatchObject({ kind: 'import', state: 'succeeded', actions: [] })
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  const { jobId } = await holder.client.exports.start({ format: 'csv', out: join(holder.folder, 'out') })
  await holder.ended(jobId)
  for await (const event of events) {
    if (event.type !== 'job' || event.job.state !== 'succeeded') continue
    expect(event.job).toMatchObject({ id: jobId, kind: 'export', actions: [] })
    break
  }
  stop.abort()
  expect((await client.jobs.list()).map(({ id }) => id)).toEqual([jobId, imported?.id])
  await expect(client.jobs.cancel({ id: jobId })).rejects.toMatchObject({ code: 'CONFLICT' })
})
