import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportInput } from '@shared/contract/sources'
import { probe } from '../../images/decode'
import { sharp } from '../../images/safe-sharp'
import { resourcesDir, startTestBackend, temporaryFolder } from '../../testing/test-backend'

const photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: { r: 200, g: 90, b: 30 } } })
  .jpeg()
  .toBuffer()

/** Two photos in folders named after their classes, and what each format says of them: two coats, a hat. */
async function makeSources(): Promise<string> {
  const folder = await temporaryFolder()
  for (const name of ['photos/Coat', 'photos/Hat', 'yolo/images', 'yolo/labels', 'voc'])
    await mkdir(join(folder, name), { recursive: true })
  const write = (name: string, content: string | Buffer) => writeFile(join(folder, name), content)
  for (const [at, name] of [
    'photos/Coat/a.jpg',
    'photos/Hat/b.jpg',
    'yolo/images/a.jpg',
    'yolo/images/b.jpg'
  ].entries())
    await write(name, Buffer.concat([photo, Buffer.from([at])]))
  await write('photos/boxes.csv', 'file,x,y,w,h,label\na.jpg,1,1,9,9,Coat\na.jpg,20,1,9,9,Coat\nb.jpg,1,1,9,9,Hat\n')
  const boxes = [
    [1, 1],
    [1, 1],
    [2, 2]
  ]
  const coco = {
    images: ['a.jpg', 'b.jpg'].map((file_name, at) => ({ id: at + 1, file_name, width: 64, height: 48 })),
    categories: ['Coat', 'Hat'].map((name, at) => ({ id: at + 1, name })),
    annotations: boxes.map(([image_id, category_id], at) => ({
      ...{ id: at + 1, image_id, category_id, bbox: [9 * at, 1, 9, 9], area: 81, iscrowd: 0 }
    }))
  }
  await write('photos/coco.json', JSON.stringify(coco))
  await write('yolo/data.yaml', 'names:\n  0: Coat\n  1: Hat\n')
  await write('yolo/labels/a.txt', '0 0.2 0.2 0.1 0.1\n0 0.6 0.2 0.1 0.1\n')
  await write('yolo/labels/b.txt', '1 0.2 0.2 0.1 0.1\n')
  const box = (name: string, x: number) =>
    `<object><name>${name}</name><bndbox><xmin>${x}</xmin><ymin>2</ymin><xmax>${x + 9}</xmax><ymax>9</ymax></bndbox></object>`
  const voc = (file: string, objects: string) =>
    `<annotation><filename>${file}</filename><size><width>64</width><height>48</height><depth>3</depth></size>${objects}</annotation>`
  await write('voc/a.xml', voc('a.jpg', box('Coat', 2) + box('Coat', 20)))
  await write('voc/b.xml', voc('b.jpg', box('Hat', 2)))
  await write('voc/a.jpg', Buffer.concat([photo, Buffer.from([4])]))
  await write('voc/b.jpg', Buffer.concat([photo, Buffer.from([5])]))
  return folder
}

test.each<[string, string, Partial<ImportInput>]>([
  ['CSV', 'photos/boxes.csv', {}],
  ['COCO', 'photos/coco.json', {}],
  ['YOLO', 'yolo', {}],
  ['VOC', 'voc', { format: 'voc' }]
])('a preview of %s tells classes, counts and images, with small pictures', async (_, name, more) => {
  const folder = await makeSources()
  const { client, backend } = await startTestBackend()
  await client.projects.create({ name: 'Preview' })
  await client.classes.create({ name: 'coat' })
  const preview = await client.sources.preview({ from: join(folder, name), ...more })
  expect(preview.labels).toEqual([
    { text: 'Coat', count: 2, origin: 'label', className: 'coat', suggestion: 'class' },
    { text: 'Hat', count: 1, origin: 'label', className: null, suggestion: 'class' }
  ])
  expect(preview).toMatchObject({ images: 2, annotations: 3, remote: 0, skipped: [] })
  expect(preview.outline.map(({ annotations }) => annotations).toSorted()).toEqual([1, 2])
  const response = await backend.fetch(new Request(`http://vitrine.local/media/preview/${preview.id}/1`))
  expect(await probe(new Uint8Array(await response.arrayBuffer()))).toMatchObject({ format: 'jpeg', width: 64 })
  expect((await client.images.query({})).total).toBe(0)
})

test('a folder’s subfolders are classes when asked, a large one is not opened file by file', async () => {
  const folder = join(await makeSources(), 'photos')
  const { client } = await startTestBackend()
  await client.projects.create({ name: 'Preview' })
  const many = join(folder, 'many')
  await mkdir(many)
  // Beyond the first ones only names count: these are no pictures at all.
  for (let index = 0; index < 230; index++) await writeFile(join(many, `${index}.jpg`), index < 200 ? photo : 'x')
  const preview = await client.sources.preview({ from: many })
  expect(preview).toMatchObject({ images: 230, skipped: [] })
  const classes = await client.sources.preview({ from: folder, format: 'folder', foldersAsClasses: true })
  expect(classes.labels.map(({ text }) => text)).toEqual(expect.arrayContaining(['many', 'Coat', 'Hat']))
})

test('what the project has with another class is a conflict, and stays as it is', async () => {
  const from = join(resourcesDir, 'sample/iiif/manifest.json')
  const { client, ended } = await startTestBackend()
  await client.projects.create({ name: 'Preview' })
  await ended((await client.sources.import({ from })).jobId)
  const { id } = await client.classes.create({ name: 'Gown' })
  const { ids } = await client.images.query({ filter: { text: 'dress' } })
  const [box] = await client.annotations.list({ imageId: ids[0] ?? 0 })
  await client.annotations.update({ id: box?.id ?? '', classId: id })
  const preview = await client.sources.preview({ from })
  expect(preview.conflicts).toEqual([{ image: expect.stringMatching(/dress/i), mine: 'Gown', theirs: 'Dress' }])
  await ended((await client.sources.import({ from })).jobId)
  expect((await client.annotations.list({ imageId: ids[0] ?? 0 }))[0]?.classId).toBe(id)
})
