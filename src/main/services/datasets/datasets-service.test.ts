import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { startTestBackend } from '../../testing/test-backend'

test('a removed dataset leaves the list and comes back as it was', async () => {
  const { client } = await startTestBackend()
  await client.projects.openSample({})
  const garments = (await client.sources.list()).find(({ kind }) => kind === 'idx')?.id ?? 0
  const frozen = await client.datasets.freeze({ name: 'Garments', filter: { sources: [garments] } })
  await client.datasets.remove({ id: frozen.id })
  expect(await client.datasets.list()).toEqual([])
  // A run that names it still finds it.
  expect(await client.datasets.get({ id: frozen.id })).toEqual(frozen)
  expect(await client.datasets.restore({ id: frozen.id })).toEqual(frozen)
  expect(await client.datasets.list()).toEqual([frozen])
  await expect(client.datasets.restore({ id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('the images that stand on both sides of a split are named', async () => {
  const { client, folder, ended } = await startTestBackend()
  await client.projects.create({ name: 'Leaks', folder })
  const pictures = join(folder, 'pictures')
  await mkdir(pictures)
  // The same pixels in files of another size are two images.
  const paint = (name: string, background: string, compressionLevel: number) =>
    sharp({ create: { width: 32, height: 32, channels: 3, background } })
      .png({ compressionLevel })
      .toFile(join(pictures, `${name}.png`))
  await paint('red', 'red', 9)
  await paint('red-again', 'red', 0)
  await paint('blue', 'blue', 9)
  await ended((await client.sources.import({ from: pictures })).jobId)
  const idsOf = async (text: string) => (await client.images.query({ filter: { text } })).ids
  for (const name of ['red', 'blue']) {
    const { id: classId } = await client.classes.create({ name })
    await client.annotations.label({ imageIds: await idsOf(name), classId })
  }
  await client.images.update({ ids: await idsOf(''), split: 'train' })
  const none = await client.datasets.freeze({ name: 'Together', validation: 0 })
  expect(await client.datasets.leaks({ id: none.id })).toEqual([])
  await client.images.update({ ids: await idsOf('red-again'), split: 'test' })
  const { id, leaks } = await client.datasets.freeze({ name: 'Apart', validation: 0 })
  expect(leaks).toBe(1)
  expect(await client.datasets.leaks({ id })).toEqual([
    { parts: ['train', 'test'], imageIds: [...(await idsOf('red.png')), ...(await idsOf('red-again'))] }
  ])
})
