import { expect, test } from 'vitest'
import { en, startManifests } from './testing/start-manifests'

test('a manifest is made of a selection in its order, ordered anew, and every step can be taken back', async () => {
  const { client, make, images, ids } = await startManifests()
  const { id, canvases } = await make()
  expect(await images(id)).toEqual(ids)
  const third = canvases[2]?.id ?? 0
  await client.manifests.moveCanvases({ id, canvasIds: [third], to: 1, gesture: 'keys' })
  await client.manifests.moveCanvases({ id, canvasIds: [third], to: 0, gesture: 'keys' })
  const reordered = [2, 0, 1, 3, 4].map(index => ids[index])
  expect(await images(id)).toEqual(reordered)
  await client.manifests.removeCanvases({ id, canvasIds: [canvases[3]?.id ?? 0] })
  expect(await images(id)).toEqual(reordered.toSpliced(3, 1))
  expect(await client.manifests.addCanvases({ id, filter: { ids: [...ids] }, at: 1 })).toEqual({ added: 1, known: 4 })
  expect(await images(id)).toEqual([2, 3, 0, 1, 4].map(index => ids[index]))
  await client.history.undo()
  await client.history.undo()
  expect(await images(id)).toEqual(reordered)
  await client.history.undo()
  expect(await images(id)).toEqual(ids)
  await client.history.redo()
  expect(await images(id)).toEqual(reordered)
  await client.manifests.remove({ id })
  expect(await client.manifests.list()).toEqual([])
  await client.history.undo()
  expect(await images(id)).toEqual(reordered)
})

test('images that left the project leave a hole that is told, and come back to their place', async () => {
  const { client, make, written, ids } = await startManifests()
  const { id } = await make()
  await client.manifests.update({ id, change: { thumbnailImageId: ids[1] ?? 0 } })
  await client.images.remove({ ids: ids.slice(1, 2) })
  expect(await client.manifests.list()).toMatchObject([{ canvases: 4, gone: 1 }])
  const { canvases, skipped, manifest } = await written(id, 3)
  expect([canvases, manifest.canvases.length]).toEqual([4, 4])
  expect(skipped).toEqual([expect.stringMatching(/no longer in the project/)])
  await client.history.undo()
  expect(await client.manifests.list()).toMatchObject([{ canvases: 5, gone: 0 }])
  await client.images.remove({ ids: [...ids] })
  await expect(written(id, 3)).rejects.toMatchObject({ message: expect.stringMatching(/no canvas left/) })
})

test('what is wrong is refused in a sentence', async () => {
  const { client, logged, make } = await startManifests()
  const { id, canvases } = await make()
  const bad = (message: RegExp) => ({ code: 'INVALID_INPUT', message: expect.stringMatching(message) })
  const update = (change: Parameters<typeof client.manifests.update>[0]['change']) =>
    client.manifests.update({ id, change })
  for (const rights of ['CC BY', 'https://', 'http://a b', 'javascript:alert(1)']) {
    await expect(update({ rights })).rejects.toMatchObject(bad(/licence or rights statement/))
  }
  await expect(update({ label: en('  ') })).rejects.toMatchObject(bad(/needs a label/))
  await expect(update({ label: [{ language: 'English!', value: 'x' }] })).rejects.toMatchObject(bad(/code such as en/))
  await expect(update({ metadata: [{ label: en('Maker'), value: [] }] })).rejects.toMatchObject(bad(/Row 1 .* value/))
  await expect(update({ thumbnailImageId: 9999 })).rejects.toMatchObject(bad(/image of the manifest/))
  await expect(client.manifests.create({ label: en('x'), filter: { ids: [9999] } })).rejects.toMatchObject(
    bad(/at least one/)
  )
  const beyond = { canvasId: canvases[0]?.id ?? 0, thumbnail: { x: 0, y: 0, w: 99_999, h: 1 } }
  await expect(client.manifests.updateCanvas(beyond)).rejects.toMatchObject(bad(/beyond the image/))
  await expect(client.manifests.document({ id, version: 3 })).rejects.toMatchObject(bad(/Start the share/))
  await expect(client.manifests.get({ id: 77 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await client.history.state()).toMatchObject({ undo: { title: 'Make manifest “Shoes”' } })
  expect(logged).toEqual([])
})

test('two windows hear of each change', async () => {
  const { client, make } = await startManifests()
  const { id } = await make()
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  await client.manifests.update({ id, change: { summary: en('Heard') } })
  for await (const event of events) {
    expect(event).toMatchObject({ type: 'changed', topics: expect.arrayContaining(['manifests', 'history']) })
    break
  }
  stop.abort()
})

test('every second of thousands of canvases is moved in one step of undo', async () => {
  const { client, ended, images } = await startManifests()
  await ended((await client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const { ids: all } = await client.images.query({})
  const { id, canvases } = await client.manifests.create({ label: en('All'), filter: {} })
  expect(canvases.length).toBeGreaterThan(2000)
  const odd = (_: unknown, index: number): boolean => index % 2 === 1
  await client.manifests.moveCanvases({ id, canvasIds: canvases.filter(odd).map(canvas => canvas.id), to: 0 })
  expect((await images(id)).slice(0, Math.floor(all.length / 2))).toEqual(all.filter(odd))
  await client.history.undo()
  expect(await images(id)).toEqual(all)
})
