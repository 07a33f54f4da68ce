import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { failingOn } from '../../files/testing/faulty-file-system'
import { verified } from '../../testing/job-end'
import { resourcesDir, temporaryFolder } from '../../testing/test-backend'
import { makeImageFolder, photos, startProject } from './testing/import-project'

async function objectsIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(join(path, 'objects'), { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => entry.name)
}

describe('a folder of images', () => {
  test('comes with sizes as shown, in natural order; what can’t be read is told; a second time all is known', async () => {
    const folder = await makeImageFolder()
    const { client, importFrom } = await startProject()
    const report = await importFrom(folder)
    expect(report.imported).toMatchObject({ sources: 1, images: 3 })
    expect(report.known).toBe(1)
    expect(report.skipped.map(({ pointer, code }) => ({ pointer, code }))).toEqual(
      expect.arrayContaining([
        { pointer: 'broken.jpg', code: 'UNSUPPORTED' },
        { pointer: 'empty.png', code: 'UNSUPPORTED' },
        { pointer: 'half.jpg', code: 'CORRUPT' }
      ])
    )
    expect(report.skipped).toHaveLength(3)
    const { ids } = await client.images.query({})
    const summaries = await client.images.summaries({ ids })
    expect(summaries.map(({ name, width, height }) => ({ name, width, height }))).toEqual([
      { name: 'coats/photo 9.png', width: 60, height: 40 },
      { name: 'coats/photo 10.jpg', width: 40, height: 60 },
      { name: 'hats/hat.webp', width: 30, height: 20 }
    ])
    expect(await importFrom(folder)).toMatchObject({ imported: { sources: 0, images: 0 }, known: 4 })
    expect(await client.classes.list()).toEqual([])
  })

  test('labels by its subfolders when asked', async () => {
    const folder = await makeImageFolder()
    const { client, importFrom } = await startProject()
    await importFrom(folder, { foldersAsClasses: true, classMap: { hats: 'Hat' } })
    const classes = await client.classes.list()
    expect(classes.map(({ name, count }) => ({ name, count }))).toEqual([
      { name: 'coats', count: 2 },
      { name: 'Hat', count: 1 }
    ])
  })

  test('left in place is not copied, and can be shown', async () => {
    const { client, importFrom, path, backend } = await startProject()
    await importFrom(photos, { copy: false })
    expect(await readdir(join(path, 'objects'))).toEqual([])
    const { ids } = await client.images.query({})
    expect(ids).toHaveLength(44)
    const picture = await backend.fetch(
      new Request(`http://vitrine.test/iiif/image/3/${ids[0]}/full/64,/0/default.jpg`)
    )
    expect(picture.status).toBe(200)
  })

  test('that is not there or has no images fails with a sentence and leaves nothing', async () => {
    const { client, ended } = await startProject()
    for (const [from, code] of [
      ['/nowhere/at/all', 'NOT_FOUND'],
      [await temporaryFolder(), 'INVALID_INPUT']
    ] as const) {
      const job = await ended((await client.sources.import({ from })).jobId)
      expect(job).toMatchObject({ state: 'failed', error: { code } })
    }
    expect(await client.sources.list()).toEqual([])
    expect((await client.history.state()).undo).toBe(null)
  })

  test('a full disk fails the import with a clear error, keeps nothing of it and all that was there', async () => {
    let isFull = false
    const full = failingOn('open', 'ENOSPC', path => isFull && path.includes('objects'))
    const { client, importFrom, ended, path } = await startProject({ fileSystem: full })
    await importFrom('catalogue:fashion-mnist-200')
    const before = await objectsIn(path)
    isFull = true
    const job = await ended((await client.sources.import({ from: photos })).jobId)
    expect(job).toMatchObject({ state: 'failed', error: { code: 'NO_SPACE' } })
    expect(await objectsIn(path)).toEqual(before)
    expect((await client.images.query({})).total).toBe(2500)
    isFull = false
    expect(await importFrom(photos)).toMatchObject({ imported: { images: 44 } })
  })

  test('cancelled on its way, keeps nothing', async () => {
    const { client, path } = await startProject()
    const stop = new AbortController()
    const events = await client.events.subscribe(undefined, { signal: stop.signal })
    const { jobId } = await client.sources.import({ from: photos })
    for await (const event of events) {
      if (event.type === 'job' && event.job.state === 'running') break
    }
    const job = await client.jobs.cancel({ id: jobId })
    stop.abort()
    expect(job.state).toBe('cancelled')
    expect((await client.images.query({})).total).toBe(0)
    expect(await objectsIn(path)).toEqual([])
    expect(await verified(client)).toMatchObject({ ok: true, problems: [] })
  })
})

describe('IDX files', () => {
  const header = (...numbers: readonly number[]) => {
    const bytes = Buffer.alloc(4 + 4 * (numbers.length - 0))
    bytes.set([0, 0, 8, numbers.length])
    numbers.forEach((number, at) => bytes.writeUInt32BE(number, 4 + 4 * at))
    return bytes
  }

  test('without Fashion in their name are numbered, plain or packed', async () => {
    const folder = await temporaryFolder()
    const images = Buffer.concat([header(3, 2, 2), Buffer.from([...Array(12).keys()])])
    await writeFile(join(folder, 'train-images-idx3-ubyte.gz'), gzipSync(images))
    await writeFile(join(folder, 'train-labels-idx1-ubyte'), Buffer.concat([header(3), Buffer.from([7, 1, 7])]))
    const { client, importFrom } = await startProject()
    expect(await importFrom(folder)).toMatchObject({ imported: { images: 3, annotations: 3 } })
    const { ids } = await client.images.query({})
    const [first] = await client.images.summaries({ ids })
    expect(first).toMatchObject({
      name: 'train 0',
      width: 2,
      height: 2,
      pixels: { kind: 'packed', index: 0, channels: 1 }
    })
    const classes = await client.classes.list()
    expect(classes.map(({ name, count }) => `${name}:${count}`)).toEqual(
      '0:0 1:1 2:0 3:0 4:0 5:0 6:0 7:2 8:0 9:0'.split(' ')
    )
  })

  test.each([
    ['cut off', Buffer.concat([header(3, 2, 2), Buffer.alloc(11)]), header(3), 'CORRUPT'],
    ['without a header', Buffer.from('no'), header(3), 'CORRUPT'],
    [
      'with labels of another set',
      Buffer.concat([header(1, 2, 2), Buffer.alloc(4)]),
      Buffer.concat([header(2), Buffer.alloc(2)]),
      'CORRUPT'
    ]
  ])('%s fail with a sentence and leave nothing', async (_, images, labels, code) => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 't10k-images-idx3-ubyte'), images)
    await writeFile(join(folder, 't10k-labels-idx1-ubyte'), labels)
    const { client, ended, path } = await startProject()
    const job = await ended((await client.sources.import({ from: folder })).jobId)
    expect(job).toMatchObject({ state: 'failed', error: { code } })
    expect(await client.sources.list()).toEqual([])
    expect(await objectsIn(path)).toEqual([])
  })
})

describe('labels made elsewhere', () => {
  test('a CSV joins its columns and boxes to the images by file name', async () => {
    const { client, importFrom } = await startProject()
    await importFrom(photos)
    const parent = await temporaryFolder()
    const folder = join(parent, 'tables')
    await mkdir(folder)
    await mkdir(join(parent, 'other'))
    await copyFile(join(photos, 'coat-03.jpg'), join(parent, 'other', 'nowhere.jpg'))
    const table = join(folder, 'facts.csv')
    await writeFile(table, 'file;Accession number;Title\ncoat-01.jpg;T.12-1990;"Coat; wool"\nnowhere.jpg;1;2\n')
    const report = await importFrom(table)
    expect(report).toMatchObject({ imported: { images: 0, annotations: 0 }, known: 0 })
    expect(report.skipped).toMatchObject([{ pointer: 'nowhere.jpg', code: 'NO_IMAGE' }])
    const { ids } = await client.images.query({ filter: { text: 't.12-1990' } })
    expect(await client.images.get({ id: ids[0] ?? 0 })).toMatchObject({
      name: 'coat-01.jpg',
      metadata: { 'Accession number': 'T.12-1990', Title: 'Coat; wool' }
    })
    expect(await client.images.columns()).toMatchObject([{ name: 'Accession number', count: 1 }, { name: 'Title' }])

    const boxes = join(resourcesDir, 'sample/boxes.csv')
    const labelled = await importFrom(boxes)
    expect(labelled.imported).toMatchObject({ images: 0, annotations: 44, examples: 44 })
    // The same table again adds nothing.
    expect((await importFrom(boxes)).imported.annotations).toBe(0)
  })

  test('COCO beside its images brings both', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'images'))
    for (const name of ['coat-01.jpg', 'dress-05.jpg']) await copyFile(join(photos, name), join(folder, 'images', name))
    const { width = 0, height = 0 } = await sharp(await readFile(join(photos, 'coat-01.jpg'))).metadata()
    const coco = {
      images: [{ id: 1, file_name: 'coat-01.jpg', width, height }],
      categories: [{ id: 3, name: 'Manteau d’été' }],
      annotations: [{ id: 1, image_id: 1, category_id: 3, bbox: [1, 2, 30.5, 40], iscrowd: 0 }]
    }
    await writeFile(join(folder, 'instances.json'), JSON.stringify(coco))
    const { client, importFrom } = await startProject()
    expect((await importFrom(join(folder, 'instances.json'))).imported).toMatchObject({ images: 1, annotations: 1 })
    const { ids } = await client.images.query({})
    expect(await client.annotations.list({ imageId: ids[0] ?? 0 })).toMatchObject([
      { region: { kind: 'rect', x: 1, y: 2, w: 30.5, h: 40 } }
    ])
    expect((await client.classes.list()).map(({ name }) => name)).toEqual(['Manteau d’été'])
  })
})

test('a folder without rights is refused with a sentence', async context => {
  // Rights don't bind root.
  if (process.getuid?.() === 0) return context.skip()
  const folder = await temporaryFolder()
  await chmod(folder, 0o000)
  const { client, ended } = await startProject()
  const job = await ended((await client.sources.import({ from: folder })).jobId)
  expect(job).toMatchObject({ state: 'failed', error: { code: 'NO_PERMISSION' } })
})
