import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { thumbEdge } from '@shared/domain/media/thumb-address'
import * as pixels from '../../images/thumb-pixels'
import { resourcesDir, startTestBackend, type TestBackend } from '../../testing/test-backend'

/** Bytes of the thumbnails of these crops, asked for as the gallery does. */
async function look({ backend }: TestBackend, crops: readonly (readonly number[])[]): Promise<number> {
  const items = crops.map(([id, ...region]) => `${id}:${region.join('.')}`).join(',')
  const answer = await backend.fetch(new Request(`http://vitrine.test/media/thumbs/fine?items=${items}`))
  return (await answer.arrayBuffer()).byteLength
}

test('what tiles show of boxes is there after an import and after an edit, before anybody looks', async () => {
  const started = await startTestBackend()
  const { client } = started
  const shrink = vi.spyOn(pixels, 'shrinkTwice')
  const { path } = await client.projects.openSample()
  const { crops } = await client.images.query({ filter: { boxes: true } })
  expect(crops.length).toBeGreaterThan(36)
  const made = shrink.mock.calls.length
  expect(await look(started, crops)).toBeGreaterThan(crops.length * thumbEdge.fine)
  expect(shrink.mock.calls.length).toBe(made)

  const [imageId = 0] = crops[0] ?? []
  const [box] = await client.annotations.list({ imageId })
  await client.annotations.update({ id: box?.id ?? '', region: { kind: 'rect', x: 3, y: 4, w: 50, h: 60 } })
  await vi.waitFor(() => expect(shrink.mock.calls.length).toBe(made + 1), { timeout: 5000 })
  // It ends with the project, and is kept.
  await client.projects.close()
  await client.projects.open({ path })
  const moved = (await client.images.query({ filter: { ids: [imageId] } })).crops
  expect(await look(started, moved)).toBeGreaterThan(0)
  expect(shrink.mock.calls.length).toBe(made + 1)
})

test('where the cache can’t be opened, work goes on and the project closes', async () => {
  const started = await startTestBackend()
  const { client, ended } = started
  const { path } = await client.projects.create({ name: 'p' })
  await rm(join(path, 'cache'), { recursive: true })
  await writeFile(join(path, 'cache'), 'in the way')
  const { jobId } = await client.sources.import({ from: join(resourcesDir, 'sample/iiif/manifest.json') })
  expect(await ended(jobId)).toMatchObject({ state: 'succeeded' })
  const { crops } = await client.images.query({ filter: { boxes: true } })
  expect(await look(started, crops)).toBeGreaterThan(crops.length * thumbEdge.fine)

  const coverage = () => client.similarity.coverage({ sourceId: null })
  await expect(coverage()).rejects.toBeDefined()
  await rm(join(path, 'cache'))
  expect(await coverage()).toMatchObject({ ready: 0 })
  await client.projects.close()
})
