import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verified } from './testing/job-end'
import { startTestBackend } from './testing/test-backend'

test('a window draws a box, labels it, undoes and redoes it, and finds all of it after a restart', async () => {
  const { client, ended, logged } = await startTestBackend()
  const project = await client.projects.create({ name: 'Costumes' })
  const { jobId } = await client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  const job = await ended(jobId)
  expect(job.error).toBe(null)
  expect(job.result).toMatchObject({ imported: { images: 2500, annotations: 2500, examples: 2500 }, known: 0 })

  const { ids, facets } = await client.images.query({ filter: { splits: ['test'] } })
  expect(ids).toHaveLength(500)
  expect(facets.splits.map(({ count }) => count)).toEqual([2000, 0, 500, 0])
  const [imageId = 0] = ids
  const classes = await client.classes.list()
  expect(classes.map(({ name }) => name).slice(0, 2)).toEqual(['T-shirt/top', 'Trouser'])
  expect(classes.map(({ count }) => count).reduce((a, b) => a + b)).toBe(2500)

  const coat = classes[4]?.id ?? 0
  const box = await client.annotations.create({ imageId, region: { kind: 'rect', x: 1, y: 2, w: 10, h: 12 } })
  await client.annotations.update({ id: box.id, classId: coat })
  expect((await client.images.get({ id: imageId })).boxes).toBe(1)
  await client.history.undo()
  await client.history.undo()
  expect((await client.images.get({ id: imageId })).boxes).toBe(0)
  await client.history.redo()
  const state = await client.history.redo()
  expect(state.redo).toBe(null)
  const before = await client.annotations.list({ imageId })
  expect(before.find(({ id }) => id === box.id)).toMatchObject({ classId: coat, status: 'labelled' })

  await client.projects.close()
  expect(await client.projects.current()).toBe(null)
  await client.projects.open({ path: project.path })
  expect(await client.annotations.list({ imageId })).toEqual(before)
  expect((await client.history.state()).undo?.title).toMatch(/Label box Coat/)
  expect(await verified(client)).toMatchObject({ ok: true, problems: [] })
  expect(logged).toEqual([])
})

test('the sample project has the photos with their boxes and the small Fashion-MNIST', async () => {
  const { client, folder, backend } = await startTestBackend()
  const project = await client.projects.openSample()
  expect(project.path).toBe(join(folder, 'user', 'Sample.vitrine'))
  const { facets, total } = await client.images.query({})
  expect(total).toBeGreaterThanOrEqual(2500 + 36)
  expect(facets.boxes.find(({ value }) => value === true)?.count).toBeGreaterThanOrEqual(36)
  const classes = await client.classes.list()
  expect(classes).toHaveLength(10)
  expect([classes[0]?.name, classes[8]?.name]).toEqual(['T-shirt/top', 'Bag'])
  const [first] = await client.images.details({ ids: (await client.images.query({})).ids.slice(0, 1) })
  expect(first?.pixels.kind).toBe('file')
  expect(classes.every(({ count }) => count > 0)).toBe(true)
  expect((await client.projects.recent())[0]).toMatchObject({ name: 'Sample', images: total })

  const photos = await client.images.query({ filter: { boxes: true } })
  const address = `http://vitrine.test/iiif/image/3/${photos.ids[0]}/full/64,/0/default.jpg`
  const picture = await backend.fetch(new Request(address))
  expect(picture.headers.get('content-type')).toBe('image/jpeg')
  expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(500)
  const thumbs = await backend.fetch(new Request(`http://vitrine.test/media/thumbs/coarse?items=1-8,${photos.ids[0]}`))
  expect(thumbs.status).toBe(200)
  expect((await thumbs.arrayBuffer()).byteLength).toBeGreaterThan(9 * 16)
})
