import { expect, test } from 'vitest'
import { openTestDatabase } from '../../testing/test-database'
import { createImageIndex } from './image-index'

const box = (x: number) => ({ kind: 'rect' as const, region: { kind: 'rect' as const, x, y: 10, w: 20, h: 20 } })

test('an image is as far as the least of its boxes, and as certain as its least certain suggestion', async () => {
  const { database, addImage, addAnnotation } = await openTestDatabase()
  const [done, mixed, whole] = [addImage(), addImage(), addImage()]
  addAnnotation({ imageId: done, ...box(1), status: 'reviewed', classId: 3 })
  addAnnotation({ imageId: done, ...box(30), status: 'labelled', classId: 4 })
  addAnnotation({ imageId: mixed, ...box(1), status: 'labelled', classId: 3 })
  addAnnotation({ imageId: mixed, ...box(30), status: 'suggested', classId: 4, confidence: 0.9 })
  addAnnotation({ imageId: mixed, ...box(60), status: 'suggested', classId: 3, confidence: 0.4 })
  // With boxes, the label of the whole frame no longer counts.
  addAnnotation({ imageId: mixed, status: 'unlabelled', classId: 9 })
  addAnnotation({ imageId: whole, status: 'unsure', classId: 9, note: 'Höhe?' })
  const index = createImageIndex(database)
  expect(index.get(done)).toMatchObject({ status: 'labelled', classIds: [3, 4], boxes: 2, certainty: null })
  expect(index.get(mixed)).toMatchObject({ status: 'suggested', classIds: [3, 4], boxes: 3, certainty: 0.4 })
  expect(index.get(whole)).toMatchObject({ status: 'unsure', classIds: [9], boxes: 0, crop: null })
  expect(index.get(whole)?.text).toContain('hohe?')
  database.close()
})

test('labels of images that are gone hold up no other image', async () => {
  const { database, addImage, addAnnotation } = await openTestDatabase()
  const [first, gone, last] = [addImage(), addImage(), addImage()]
  for (const imageId of [first, gone, last]) addAnnotation({ imageId, classId: imageId })
  database.sqlite.prepare('delete from image where id = ?').run(gone)
  expect(createImageIndex(database).images.map(({ classIds }) => classIds)).toEqual([[first], [last]])
  database.close()
})

test('what is read again takes its place: changed, gone or back', async () => {
  const { database, addImage, addAnnotation } = await openTestDatabase()
  const ids = [addImage(), addImage(), addImage()]
  const [, middle = 0] = ids
  const index = createImageIndex(database)
  addAnnotation({ imageId: middle, classId: 5, modifiedAt: 7 })
  index.refresh([middle])
  expect(index.get(middle)).toMatchObject({ status: 'labelled', classIds: [5], modifiedAt: 7 })
  const row: unknown = database.sqlite.prepare('select * from image where id = ?').get(middle)
  database.sqlite.prepare('delete from image where id = ?').run(middle)
  index.refresh([middle])
  expect(index.images.map(({ id }) => id)).toEqual(ids.filter(id => id !== middle))
  expect(index.get(middle)).toBeUndefined()
  // As undo brings it back: under its own id.
  const columns = Object.keys(row as object)
  const names = columns.map(name => `@${name}`).join()
  database.sqlite.prepare(`insert into image (${columns.join()}) values (${names})`).run(row)
  index.refresh([middle])
  expect(index.images.map(({ id }) => id)).toEqual(ids)
  database.close()
})
