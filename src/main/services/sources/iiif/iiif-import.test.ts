import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ImportReport } from '@shared/contract/sources'
import type { BackendPorts } from '../../../ports'
import { resourcesDir, startTestBackend, temporaryFolder, type TestBackend } from '../../../testing/test-backend'

const sample = join(resourcesDir, 'sample/iiif/manifest.json')
const study = resolve('../shared/fixtures/seed-iiif')

async function startProject(
  ports: Partial<BackendPorts> = {}
): Promise<TestBackend & { path: string; importFrom(from: string, format?: 'auto' | 'sas'): Promise<ImportReport> }> {
  const started = await startTestBackend(ports)
  const { path } = await started.client.projects.create({ name: 'IIIF' })
  return {
    ...started,
    path,
    async importFrom(from, format = 'auto') {
      const job = await started.ended((await started.client.sources.import({ from, format })).jobId)
      expect(job.error).toBe(null)
      // The result of an import job.
      return job.result as ImportReport
    }
  }
}

describe('importing IIIF', () => {
  test('a manifest beside its pictures gives canvases, boxes with classes, rights and metadata, offline', async () => {
    const { client, importFrom } = await startProject()
    const report = await importFrom(sample)
    expect(report).toEqual({
      imported: { sources: 1, images: 3, annotations: 3, examples: 3 },
      known: 0,
      skipped: []
    })
    const { ids } = await client.images.query({})
    const image = await client.images.get({ id: ids[0] ?? 0 })
    expect(image).toMatchObject({
      canvasId: 'https://example.org/vitrine-sample/canvas/dress-05',
      pixels: { kind: 'file', format: 'jpeg' },
      width: 400,
      height: 578,
      canvas: null,
      rights: 'http://creativecommons.org/publicdomain/zero/1.0/',
      metadata: { Class: 'Dress' },
      problem: null
    })
    const [box] = await client.annotations.list({ imageId: image.id })
    expect(box).toMatchObject({
      region: { kind: 'rect', x: 34, y: 36, w: 347, h: 515 },
      status: 'labelled',
      author: 'Vitrine',
      provenance: { canvas: image.canvasId, selector: 'xywh=34,36,347,515', version: '3' }
    })
    const classes = await client.classes.list()
    expect(classes.find(({ id }) => id === box?.classId)?.name).toBe('Dress')

    // A box deleted here is in the manifest still, a new import brings it back, and nothing twice.
    await client.annotations.remove({ ids: [box?.id ?? ''] })
    const again = await importFrom(sample)
    expect(again).toMatchObject({ imported: { images: 0, annotations: 1 }, known: 3 })
    expect(await client.annotations.list({ imageId: image.id })).toHaveLength(1)
  })

  test('annotations are asked of a server, which has an address', async () => {
    const { client, ended, importFrom } = await startProject()
    await importFrom(sample)
    const { error } = await ended((await client.sources.import({ from: 'annotations', format: 'sas' })).jobId)
    expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(/begins with http/) })
  })

  test('a picture that can’t be had keeps its canvas, says why, and comes with a later import', async () => {
    const folder = await temporaryFolder()
    const manifest = join(folder, 'lonely.json')
    const text = await readFile(sample, 'utf8')
    // Loopback may not be fetched from: what would be a server that is gone fails at once, without a network.
    await writeFile(manifest, text.replaceAll('https://example.org/vitrine-sample/images', 'http://127.0.0.1:9/images'))
    const { client, importFrom } = await startProject()
    const report = await importFrom(manifest)
    expect(report.imported).toMatchObject({ images: 3, annotations: 3 })
    expect(report.skipped.map(({ code }) => code)).toEqual(Array(3).fill('FORBIDDEN_ADDRESS'))
    const { ids } = await client.images.query({})
    const image = await client.images.get({ id: ids[0] ?? 0 })
    expect(image).toMatchObject({ pixels: { kind: 'remote' }, width: 400, height: 578 })
    expect(image.problem).toMatch(/127\.0\.0\.1:9/)

    expect(await importFrom(sample)).toMatchObject({ imported: { images: 0, annotations: 0 }, known: 3 })
    expect(await client.images.get({ id: image.id })).toMatchObject({ pixels: { kind: 'file' }, problem: null })
  })

  test('a preview tells canvases and label texts, and writes nothing; a class map renames and leaves out', async () => {
    const { client, path, ended } = await startProject()
    await client.classes.create({ name: 'dress' })
    const preview = await client.sources.preview({ from: sample })
    expect(preview).toMatchObject({ kind: 'iiif', images: 3, remote: 0, known: 0, annotations: 3, skipped: [] })
    expect(preview.outline.map(({ kind, depth }) => `${kind} ${depth}`)).toEqual([
      'manifest 0',
      ...Array(3).fill('canvas 1')
    ])
    expect(preview.outline[1]).toMatchObject({
      width: 400,
      height: 578,
      annotations: 1,
      isKnown: false,
      hasPicture: true
    })
    expect(preview.labels).toContainEqual({
      ...{ text: 'Dress', count: 1, origin: 'tag', className: 'dress', suggestion: 'class' }
    })
    expect((await client.images.query({})).total).toBe(0)
    expect(await readdir(join(path, 'objects'))).toEqual([])

    const { jobId } = await client.sources.import({ from: sample, classMap: { Sandal: 'Shoe', Shirt: null } })
    await ended(jobId)
    const classes = await client.classes.list()
    expect(classes.map(({ name, count }) => `${name} ${count}`)).toEqual(['dress 1', 'Shoe 1'])
  })

  test('what is no IIIF document fails with a reason and leaves nothing', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'menu.json')
    await writeFile(file, '{"soup": "of the day"}')
    const { client, ended } = await startProject()
    const job = await ended((await client.sources.import({ from: file })).jobId)
    expect(job).toMatchObject({ state: 'failed', error: { code: 'INVALID_INPUT' } })
    expect(job.error?.message).toMatch(/no IIIF manifest/)
    expect(await client.sources.list()).toEqual([])
  })

  test('an annotation server is asked for each canvas; asked again, it brings nothing twice', async () => {
    const canvas = 'https://example.org/vitrine-sample/canvas/sandal-04'
    const asked: string[] = []
    const server = createServer((request, response) => {
      const uri = new URL(request.url ?? '', 'http://sas.test').searchParams.get('uri') ?? ''
      asked.push(uri)
      const annotation = {
        '@id': 'http://sas.test/annotation/1',
        '@type': 'oa:Annotation',
        motivation: ['oa:commenting'],
        resource: [{ '@type': 'dctypes:Text', format: 'text/html', chars: '<p>True: Sandal</p>' }],
        on: `${canvas}#xywh=1,2,30,40`
      }
      response.setHeader('content-type', 'application/ld+json')
      response.end(JSON.stringify(uri === canvas ? [annotation] : []))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const { client, importFrom } = await startProject({ allowHosts: [`127.0.0.1:${port}`] })
    await importFrom(sample)
    const from = `http://127.0.0.1:${port}/`
    expect((await importFrom(from, 'sas')).imported).toMatchObject({ images: 0, annotations: 1, examples: 1 })
    expect((await importFrom(from, 'sas')).imported).toMatchObject({ annotations: 0 })
    expect(new Set(asked).size).toBe(3)
    const { ids } = await client.images.query({ filter: { text: 'sandal-04' } })
    const labels = await client.annotations.list({ imageId: ids[0] ?? 0 })
    expect(labels.map(({ region }) => region)).toContainEqual({ kind: 'rect', x: 1, y: 2, w: 30, h: 40 })
    server.close()
  })

  test.skipIf(!existsSync(study))('the study’s photos come with the labels of their annotation lists', async () => {
    const { client, importFrom } = await startProject()
    const manifest = await importFrom(join(study, 'manifests/manifest.json'))
    expect(manifest).toMatchObject({ imported: { images: 15 }, skipped: [] })
    const lists = await importFrom(join(study, 'annotations'))
    expect(lists).toMatchObject({ imported: { images: 0, annotations: 15, examples: 15 }, skipped: [] })
    const { facets } = await client.images.query({})
    expect(facets.boxes).toEqual([
      { value: true, count: 15 },
      { value: false, count: 0 }
    ])
    expect((await client.images.query({ filter: { text: 'shirt' } })).ids.length).toBeGreaterThan(1)
  })
})
