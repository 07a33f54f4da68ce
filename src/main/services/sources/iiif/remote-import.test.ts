import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ImportInput, ImportReport } from '@shared/contract/sources'
import { probe } from '../../../images/decode'
import { sharp } from '../../../images/safe-sharp'
import { coatSize, startMuseum, type Museum } from '../../../testing/museum'
import { startTestBackend, temporaryFolder, type TestBackend } from '../../../testing/test-backend'

/** A busy machine takes longer than the second that polls wait by default. */
const patience = { timeout: 30_000 }
let museum: Museum
beforeEach(async () => void (museum = await startMuseum()))
afterEach(() => museum.close())

async function startProject(): Promise<
  TestBackend & { importFrom(input: Partial<ImportInput>): Promise<ImportReport> }
> {
  const started = await startTestBackend()
  await started.client.projects.create({ name: 'Museum' })
  return {
    ...started,
    async importFrom(input) {
      const from = `${museum.origin}/manifest.json`
      const { jobId } = await started.client.sources.import({ from, allowHosts: [museum.host], ...input })
      const job = await started.ended(jobId)
      expect(job.error).toBe(null)
      // The result of an import job.
      return job.result as ImportReport
    }
  }
}

async function imageNamed({ client }: Pick<TestBackend, 'client'>, name: string) {
  const { ids } = await client.images.query({ filter: { text: name } })
  return await client.images.get({ id: ids[0] ?? 0 })
}

describe('a museum on a private network', () => {
  test('is refused with its host named; allowed in the settings, it is read', async () => {
    const { client } = await startProject()
    const from = `${museum.origin}/manifest.json`
    await expect(client.sources.preview({ from })).rejects.toMatchObject({
      code: 'NO_PERMISSION',
      data: { reason: 'FORBIDDEN_ADDRESS', host: museum.host }
    })
    expect(museum.asked).toEqual([])
    await client.settings.set({ allowedHosts: [museum.host] })
    expect(await client.sources.preview({ from })).toMatchObject({ title: 'Wardrobe', images: 4, remote: 4 })
  })

  test('a preview shows the tree with small pictures, the labels and what is left out, each with its place', async () => {
    const { client, backend } = await startProject()
    const input = { from: `${museum.origin}/manifest.json`, allowHosts: [museum.host] }
    const preview = await client.sources.preview(input)
    expect(preview.outline.map(({ kind, depth, label }) => `${kind} ${depth} ${label}`)).toEqual([
      ...['manifest 0 Wardrobe', 'range 1 Clothes', 'canvas 2 coat', 'canvas 2 dress', 'canvas 1 page', 'canvas 1 lost']
    ])
    expect(preview).toMatchObject({ attribution: 'The little museum', annotations: 12 })
    expect(preview.labels.map(({ text, count, suggestion }) => `${text} ${count} ${suggestion}`).toSorted()).toEqual([
      ...['Coat 1 class', 'Dress 1 class', 'Look here 1 box'],
      ...['Manteaux 3 leave-out', 'Paris 3 leave-out', 'Robes 3 leave-out']
    ])
    const source = input.from
    expect(preview.skipped).toEqual([
      {
        source,
        pointer: '/items/1/annotations/0/items/1',
        code: 'NO_CANVAS',
        message: expect.stringContaining('nowhere')
      },
      {
        ...{ source, pointer: '/items/3/annotations/0', code: 'NOT_FOUND', url: `${museum.origin}/list/gone.json` },
        message: expect.stringContaining('404')
      }
    ])
    const dress = preview.outline.findIndex(({ label }) => label === 'dress')
    const response = await backend.fetch(new Request(`http://vitrine.local/media/preview/${preview.id}/${dress}`))
    expect(await probe(new Uint8Array(await response.arrayBuffer()))).toMatchObject({ format: 'jpeg', width: 160 })
    // Only what a preview names is ever fetched.
    const none = await backend.fetch(new Request(`http://vitrine.local/media/preview/${preview.id}/0`))
    expect(none.status).toBe(404)
  })

  test('of a collection only the chosen manifests are read', async () => {
    const { client, importFrom } = await startProject()
    const from = `${museum.origin}/collection.json`
    const preview = await client.sources.preview({ from, allowHosts: [museum.host] })
    expect(preview.outline.map(({ label, isRead }) => `${label} ${isRead}`)).toEqual([
      ...['All true', 'Wardrobe false', 'Second false']
    ])
    expect(museum.asked).toEqual(['/collection.json'])
    const report = await importFrom({ from, only: [`${museum.origin}/second.json`] })
    expect(report.imported.images).toBe(1)
    expect(museum.asked).not.toContain('/manifest.json')
  })

  test('tiles are put together, boxes count in the image, words of a page become no classes', async () => {
    const started = await startProject()
    const { client, importFrom } = started
    const report = await importFrom({ pictures: { kind: 'full' }, leaveOut: [`${museum.origin}/canvas/lost`] })
    expect(report.imported).toMatchObject({ images: 3, annotations: 3, examples: 2 })
    expect(report.skipped.map(({ code }) => code).toSorted()).toEqual(['NOT_FOUND', 'NO_CANVAS', 'TRANSCRIPTION'])
    expect((await client.classes.list()).map(({ name }) => name).toSorted()).toEqual(['Coat', 'Dress'])
    const coat = await imageNamed(started, 'coat')
    expect(coat).toMatchObject({ ...coatSize, canvas: { width: 2000, height: 1600 }, pixels: { kind: 'file' } })
    const [box] = await client.annotations.list({ imageId: coat.id })
    expect(box?.region).toEqual({ kind: 'rect', x: 100, y: 200, w: 400, h: 300 })
    const response = await started.backend.fetch(
      new Request(`http://vitrine.local/iiif/image/3/${coat.id}/full/max/0/default.png`)
    )
    const pixels = await sharp(new Uint8Array(await response.arrayBuffer()))
      .raw()
      .toBuffer()
    const redAt = (x: number, y: number) => pixels[(y * coatSize.width + x) * 3] ?? 0
    expect([redAt(5, 5), redAt(490, 790), redAt(510, 5), redAt(995, 795)].map(red => red > 128)).toEqual([
      ...[true, true, false, false]
    ])
    const comments = (await client.annotations.list({ imageId: (await imageNamed(started, 'dress')).id })).filter(
      ({ classId }) => classId === null
    )
    expect(comments).toMatchObject([{ note: 'Look here', status: 'unlabelled' }])
  })
})

describe('documents that can’t be read', () => {
  test('are left out of a folder of documents, each with its place and cause', async () => {
    const { client, ended } = await startProject()
    const folder = await temporaryFolder()
    const write = (name: string, text: string) => writeFile(join(folder, name), text)
    const context = 'http://iiif.io/api/presentation/3/context.json'
    const service = { id: 'https://e.example/i', type: 'ImageService3', profile: 'level2', width: 9, height: 9 }
    await write('a good.json', JSON.stringify({ '@context': context.replace('presentation', 'image'), ...service }))
    await write('broken.json', '{"type": "Manifest", ')
    await write('deep.json', '['.repeat(100_000) + ']'.repeat(100_000))
    await write('menu.json', '{"soup": "of the day"}')
    const { jobId } = await client.sources.import({ from: folder, format: 'iiif', pictures: { kind: 'none' } })
    const { error, result } = await ended(jobId)
    expect(error).toBe(null)
    expect(result).toMatchObject({ imported: { images: 1 } })
    // The result of an import job.
    const { skipped } = result as ImportReport
    expect(skipped.map(({ code }) => code).toSorted()).toEqual(['NOT_IIIF', 'NOT_JSON', 'TOO_DEEP'])
    for (const { source, url, message } of skipped)
      expect(`${url ?? source} ${message}`).toMatch(/(broken|deep|menu)\.json .*\.$/s)
  })
})

describe('canvases of several pictures', () => {
  test('are put together as they are painted; of alternatives the first is taken and the others are named', async () => {
    const started = await startProject()
    const { client, importFrom, backend } = started
    const report = await importFrom({ from: `${museum.origin}/composed.json` })
    expect(report.skipped).toEqual([
      expect.objectContaining({
        code: 'OTHER_CHOICE',
        pointer: '/items/1',
        message: expect.stringContaining('“dress” is taken; left out: page')
      })
    ])
    const composed = await imageNamed(started, 'composed')
    // Two pictures of 300 × 200 pixels side by side on a canvas of twice their size.
    expect(composed).toMatchObject({ width: 600, height: 200, canvas: { width: 1200, height: 400 } })
    const [box] = await client.annotations.list({ imageId: composed.id })
    expect(box?.region).toEqual({ kind: 'rect', x: 300, y: 0, w: 300, h: 200 })
    const response = await backend.fetch(
      new Request(`http://vitrine.local/iiif/image/3/${composed.id}/full/max/0/default.png`)
    )
    const pixels = await sharp(new Uint8Array(await response.arrayBuffer()))
      .raw()
      .toBuffer()
    // Each is red on its left and blue on its right.
    expect([75, 225, 375, 525].map(x => (pixels[(100 * 600 + x) * 3] ?? 0) > 128)).toEqual([true, false, true, false])
  })

  test('of alternatives each may become an image of its own', async () => {
    const started = await startProject()
    const report = await started.importFrom({ from: `${museum.origin}/composed.json`, choices: 'all' })
    expect(report).toMatchObject({ imported: { images: 3 }, skipped: [] })
    expect(await imageNamed(started, 'choice · page')).toMatchObject({
      ...{ canvasId: `${museum.origin}/static/page.jpg`, width: 300, height: 200, pixels: { kind: 'file' } }
    })
  })

  test('a service that has tiles only still shows a small picture in the preview', async () => {
    const { client, backend } = await startProject()
    const from = `${museum.origin}/manifest.json`
    const preview = await client.sources.preview({ from, allowHosts: [museum.host] })
    const index = preview.outline.findIndex(({ label }) => label === 'coat')
    const response = await backend.fetch(new Request(`http://vitrine.local/media/preview/${preview.id}/${index}`))
    expect(await probe(new Uint8Array(await response.arrayBuffer()))).toMatchObject({ width: 160, height: 128 })
  })
})

describe('keeping offline', () => {
  test('is estimated, downloaded by a job, moves boxes with the size, and tells what failed', async () => {
    const started = await startProject()
    const { client, importFrom, ended } = started
    await importFrom({ pictures: { kind: 'none' } })
    const before = await imageNamed(started, 'dress')
    expect(before).toMatchObject({ pixels: { kind: 'remote' } })
    expect(await client.offline.estimate({})).toMatchObject({
      ...{ images: 4, kept: 0, requests: 8, hosts: [{ host: museum.host, images: 4, requests: 8 }] }
    })
    const pictures = { kind: 'side', pixels: 600 } as const
    const job = await ended((await client.offline.start({ pictures, allowHosts: [museum.host] })).jobId)
    expect(job).toMatchObject({ state: 'succeeded', result: { downloaded: 3 } })
    expect(job.result).toMatchObject({
      failed: [{ name: 'lost', code: 'NOT_FOUND', url: `${museum.origin}/static/lost.jpg`, kept: null }]
    })
    // 1000 × 800 by tiles at half its size; the canvas has 2000 × 1600.
    const coat = await imageNamed(started, 'coat')
    expect(coat).toMatchObject({ width: 500, height: 400, canvas: { width: 2000, height: 1600 } })
    const [box] = await client.annotations.list({ imageId: coat.id })
    expect(box?.region).toEqual({ kind: 'rect', x: 50, y: 100, w: 200, h: 150 })
    expect((await imageNamed(started, 'lost')).problem).toMatch(/404/)
    expect(coat.rights).toBe('http://creativecommons.org/licenses/by/4.0/')

    // Larger ones replace smaller ones; the job is one step of undo.
    const again = { again: true, pictures: { kind: 'full' as const }, allowHosts: [museum.host] }
    expect((await ended((await client.offline.start(again)).jobId)).result).toMatchObject({
      downloaded: 1,
      unchanged: 2
    })
    expect(await imageNamed(started, 'coat')).toMatchObject(coatSize)
    await client.history.undo()
    expect(await imageNamed(started, 'coat')).toMatchObject({ width: 500 })
  })

  test('goes on after the program has ended, with what is missing', async () => {
    const started = await startProject()
    const { client, importFrom, ended } = started
    await importFrom({ pictures: { kind: 'none' }, leaveOut: [`${museum.origin}/canvas/lost`] })
    const held = museum.hold(/static\/page/)
    const { jobId } = await client.offline.start({ allowHosts: [museum.host] })
    await expect.poll(() => museum.asked.filter(path => path.startsWith('/static')).length, patience).toBe(2)
    await expect.poll(() => museum.asked.filter(path => /coat\/\d/.test(path)).length, patience).toBe(16)
    const { path } = (await client.projects.current()) ?? { path: '' }
    await client.projects.close()
    held.release()
    await client.projects.open({ path })
    const interrupted = await client.jobs.get({ id: jobId })
    expect(interrupted).toMatchObject({ state: 'interrupted', actions: ['resume'] })
    await client.jobs.resume({ id: jobId })
    const [next] = await client.jobs.list()
    expect((await ended(next?.id ?? '')).state).toBe('succeeded')
    expect(await client.offline.estimate({})).toMatchObject({ images: 0, kept: 3 })
  })

  test('cancelled, what has come stays', async () => {
    const started = await startProject()
    const { client, importFrom, ended } = started
    await importFrom({ pictures: { kind: 'none' }, leaveOut: [`${museum.origin}/canvas/lost`] })
    museum.hold(/static\/page/)
    const { jobId } = await client.offline.start({ allowHosts: [museum.host], pictures: { kind: 'side', pixels: 300 } })
    await expect.poll(async () => (await client.jobs.get({ id: jobId })).detail, patience).toMatch(/^2 of 3/)
    await client.jobs.cancel({ id: jobId })
    expect((await ended(jobId)).state).toBe('cancelled')
    expect(await client.offline.estimate({})).toMatchObject({ images: 1, kept: 2 })
  })

  test('an import with its download after it needs no second request; the museum gone, everything stays', async () => {
    const started = await startProject()
    const report = await started.importFrom({ download: 'after', leaveOut: [`${museum.origin}/canvas/lost`] })
    await started.ended(report.offline ?? '')
    await museum.close()
    const page = await imageNamed(started, 'page')
    expect(page).toMatchObject({ pixels: { kind: 'file' }, attribution: 'The little museum' })
    // Crops for training are cut from what is kept.
    const { client } = started
    const dataset = await client.datasets.freeze({ name: 'clothes', validation: 0.5 })
    expect(dataset.counts).toMatchObject({ train: 1, validation: 1 })
    // A second import needs the documents, which are gone: it says so and leaves the project as it is.
    const again = await started.ended(
      (await client.sources.import({ from: `${museum.origin}/manifest.json`, allowHosts: [museum.host] })).jobId
    )
    expect(again).toMatchObject({ state: 'failed', error: { details: { reason: 'CONNECTION' } } })
    museum = await startMuseum()
  })
})
