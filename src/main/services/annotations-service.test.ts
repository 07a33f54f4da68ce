import { expect, test } from 'vitest'
import { startTestBackend } from '../testing/test-backend'

async function startWithImage() {
  const started = await startTestBackend()
  await started.client.projects.create({ name: 'Labels' })
  await started.ended((await started.client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const { ids } = await started.client.images.query({})
  const classes = await started.client.classes.list()
  const idOf = (name: string) => classes.find(entry => entry.name === name)?.id ?? 0
  return { ...started, imageId: ids[0] ?? 0, idOf }
}

test('an image has one label as a whole, which counts until it has boxes', async () => {
  const { client, imageId, idOf } = await startWithImage()
  const whole = { imageId, region: { kind: 'whole' } } as const
  await client.annotations.create({ ...whole, classId: idOf('Bag') })
  const label = await client.annotations.create({ ...whole, classId: idOf('Coat'), note: 'long' })
  expect(await client.annotations.list({ imageId })).toEqual([label])
  const summary = async () => (await client.images.summaries({ ids: [imageId] }))[0]
  expect(await summary()).toMatchObject({ classId: idOf('Coat'), status: 'labelled', boxes: 0 })

  await client.annotations.create({ imageId, region: { kind: 'rect', x: 1, y: 1, w: 9, h: 9 } })
  expect(await summary()).toMatchObject({ classId: null, status: 'unlabelled', boxes: 1 })
  await client.annotations.label({ imageIds: [imageId], classId: idOf('Shirt') })
  expect(await summary()).toMatchObject({ classId: idOf('Shirt'), status: 'labelled' })
  expect((await client.annotations.list({ imageId })).find(({ id }) => id === label.id)?.classId).toBe(idOf('Coat'))
})

test('a state beside the label is kept, and a new label ends it', async () => {
  const { client, imageId, idOf } = await startWithImage()
  const [label] = await client.annotations.list({ imageId })
  const id = label?.id ?? ''
  expect(await client.annotations.update({ id, status: 'unsure' })).toMatchObject({
    status: 'unsure',
    classId: label?.classId
  })
  expect(await client.annotations.update({ id, note: 'sleeves?' })).toMatchObject({
    status: 'unsure',
    note: 'sleeves?'
  })
  expect(await client.annotations.update({ id, classId: idOf('Dress') })).toMatchObject({ status: 'labelled' })
  expect(await client.annotations.update({ id, classId: null })).toMatchObject({ status: 'unlabelled', classId: null })
})

test('saying what is so already is no step of undo', async () => {
  const { client, imageId } = await startWithImage()
  const [label] = await client.annotations.list({ imageId })
  const before = await client.history.state()
  await client.annotations.update({ id: label?.id ?? '', classId: label?.classId ?? null })
  expect(await client.annotations.label({ imageIds: [imageId], classId: label?.classId ?? null })).toEqual({
    changed: 0
  })
  expect(await client.history.state()).toEqual(before)
})

test('what is gone or was never there is refused with a sentence', async () => {
  const { client, imageId } = await startWithImage()
  const region = { kind: 'rect', x: 1, y: 1, w: 5, h: 5 } as const
  await expect(client.annotations.create({ imageId: 99_999, region })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(client.annotations.create({ imageId, region, classId: 99_999 })).rejects.toMatchObject({
    code: 'NOT_FOUND'
  })
  await expect(client.annotations.create({ imageId, region: { ...region, w: 0 } })).rejects.toMatchObject({
    code: 'INVALID_INPUT'
  })
  const box = await client.annotations.create({ imageId, region })
  await client.annotations.remove({ ids: [box.id] })
  await expect(client.annotations.update({ id: box.id, note: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
