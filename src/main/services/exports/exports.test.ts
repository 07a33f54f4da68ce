import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Annotation } from '@shared/contract/annotations'
import type { Client } from '@shared/contract/contract'
import type { ExportFormat, ExportReport } from '@shared/contract/exports'
import type { ImportReport } from '@shared/contract/sources'
import { readImageInfo } from '@shared/domain/presentation/image-service'
import { fullUrl, sizeUrl, tileRequests } from '@shared/domain/presentation/image-url'
import { readCsv } from '@shared/domain/formats/csv-table'
import { readManifest } from '@shared/domain/presentation/read-manifest'
import { resourcesDir, startTestBackend, type TestBackend } from '../../testing/test-backend'

interface Started extends TestBackend {
  importFrom(from: string, format?: 'auto' | 'csv' | 'coco' | 'yolo' | 'voc'): Promise<ImportReport>
  exportAs(format: ExportFormat, out: string, pictures?: boolean, baseUrl?: string): Promise<ExportReport>
}

async function startProject(): Promise<Started> {
  const started = await startTestBackend()
  await started.client.projects.create({ name: 'Exports' })
  const { client, ended } = started
  return {
    ...started,
    async importFrom(from, format = 'auto') {
      const job = await ended((await client.sources.import({ from, format })).jobId)
      expect(job.error).toBe(null)
      return job.result as ImportReport // of an import job
    },
    async exportAs(format, out, pictures, baseUrl) {
      const job = await ended((await client.exports.start({ format, out, pictures, baseUrl })).jobId)
      expect(job.error).toBe(null)
      return job.result as ExportReport // of an export job
    }
  }
}

/** What a label says, without ids and times. */
async function labelsOf(client: Client): Promise<ReadonlyMap<string, readonly Label[]>> {
  const names = new Map((await client.classes.list()).map(({ id, name }) => [id, name]))
  const labels = new Map<string, readonly Label[]>()
  for (const id of (await client.images.query({})).ids) {
    const { canvasId } = await client.images.get({ id })
    const list = await client.annotations.list({ imageId: id })
    const say = ({ region, classId, note }: Annotation) => ({ region, class: names.get(classId ?? 0) ?? null, note })
    labels.set(canvasId, list.map(say))
  }
  return labels
}

async function startWithSample(): Promise<Started> {
  const started = await startProject()
  const { client, importFrom } = started
  await importFrom(join(resourcesDir, 'sample/iiif/manifest.json'))
  const { ids } = await client.images.query({})
  const garment = await client.classes.create({ name: 'Höhere Schuhe, 2' })
  await client.annotations.create({
    imageId: ids[1] ?? 0,
    region: { kind: 'rect', x: 10.5, y: 20, w: 30, h: 40.25 },
    classId: garment.id,
    note: 'left one'
  })
  const [box] = await client.annotations.list({ imageId: ids[0] ?? 0 })
  await client.annotations.update({ id: box?.id ?? '', region: { kind: 'rect', x: 5, y: 6, w: 70, h: 80 } })
  return started
}

describe('exports', () => {
  test.each(['iiif3', 'iiif2'] as const)('%s comes back whole into another project, pictures and all', async format => {
    const { client, exportAs, folder } = await startWithSample()
    const out = join(folder, 'out')
    const report = await exportAs(format, out)
    expect(report).toMatchObject({ count: 4, skipped: [] })
    const other = await startProject()
    expect(await other.importFrom(join(out, 'manifest.json'))).toMatchObject({
      imported: { images: 3, annotations: 4 },
      skipped: []
    })
    expect(await rounded(other.client)).toEqual(await rounded(client))
    const { ids } = await other.client.images.query({})
    expect((await other.client.images.get({ id: ids[0] ?? 0 })).pixels.kind).toBe('file')
  })

  test('W3C pages keep what the source had, changed where it was changed here', async () => {
    const { exportAs, folder } = await startWithSample()
    const out = join(folder, 'out')
    const { files } = await exportAs('w3c', out)
    expect(files).toEqual([1, 2, 3].map(id => `annotations/${id}.json`).concat('history.csv'))
    const page: unknown = JSON.parse(await readFile(join(out, files[0] ?? ''), 'utf8'))
    expect(page).toMatchObject({
      type: 'AnnotationPage',
      items: [
        {
          id: 'https://example.org/vitrine-sample/annotations/dress-05/1',
          creator: { type: 'Organization', name: 'Vitrine' },
          body: { value: 'Dress', purpose: 'tagging' }
        }
      ]
    })
    expect(JSON.stringify(page)).toContain('xywh=5,6,70,80')
    const drawnHere: unknown = JSON.parse(await readFile(join(out, files[1] ?? ''), 'utf8'))
    const instant: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(drawnHere).toMatchObject({
      items: [
        {},
        {
          creator: { type: 'Person', name: expect.any(String) },
          created: instant,
          modified: instant,
          generator: { type: 'Software', name: 'Vitrine 0.0.0-test' },
          target: { source: expect.stringContaining('https://example.org/vitrine-sample/canvas/') }
        }
      ]
    })
  })

  test.each(['csv', 'coco', 'voc', 'yolo'] as const)('%s comes back with every box and class name', async format => {
    const { client, exportAs, folder } = await startWithSample()
    const out = join(folder, 'out')
    expect(await exportAs(format, out, true)).toMatchObject({ count: 4, skipped: [] })
    const other = await startProject()
    await other.ended((await other.client.sources.import({ from: whereLabelsAre(format, out), format })).jobId)
    const boxes = async (from: Client) =>
      [...(await rounded(from)).values()].flatMap(list => list.map(({ note: _, ...label }) => label))
    const sorted = (labels: readonly unknown[]) => labels.map(label => JSON.stringify(label)).sort()
    expect(sorted(await boxes(other.client))).toEqual(sorted(await boxes(client)))
  })

  test('a table says from which image service a picture came', async () => {
    const { client, exportAs, folder } = await startWithSample()
    const { ids } = await client.images.query({})
    const { service } = await client.images.get({ id: ids[0] ?? 0 })
    expect(service).toEqual({ id: expect.stringContaining('/images/dress-05'), version: 3, level: 0 })
    await exportAs('csv', join(folder, 'out'))
    const [header = [], row = []] = readCsv(await readFile(join(folder, 'out/labels.csv'), 'utf8'))
    expect(row[header.indexOf('service')]).toBe(service?.id)
    expect(row[header.indexOf('service_version')]).toBe('Image API 3')
  })

  test('crops come back as a folder per class', async () => {
    const { exportAs, folder } = await startWithSample()
    const out = join(folder, 'out')
    const report = await exportAs('crops', out)
    expect(report).toMatchObject({ count: 4, skipped: [] })
    expect(await readdir(out)).toContain('Höhere Schuhe, 2')
    const other = await startProject()
    const { jobId } = await other.client.sources.import({ from: out, format: 'folder', foldersAsClasses: true })
    await other.ended(jobId)
    const counts = async (client: Client) =>
      Object.fromEntries((await client.classes.list()).map(({ name, count }) => [name, count]))
    expect((await counts(other.client))['Höhere Schuhe, 2']).toBe(1)
    const { ids } = await other.client.images.query({ filter: { text: 'Höhere' } })
    expect(await other.client.images.get({ id: ids[0] ?? 0 })).toMatchObject({ width: 30, height: 40 })
  })

  test('a bundle names only tiles and sizes that lie beside it', async () => {
    const { exportAs, folder } = await startWithSample()
    const out = join(folder, 'out')
    const baseUrl = 'https://static.example/clothes'
    expect(await exportAs('bundle', out, undefined, baseUrl)).toMatchObject({ count: 4, skipped: [] })
    const manifest = readManifest(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')))
    expect(manifest).toMatchObject({ id: `${baseUrl}/manifest.json`, problems: [] })
    const onDisk = (url: string) => join(out, url.replace(`${baseUrl}/`, ''))
    for (const { images, thumbnail, annotations } of manifest.canvases) {
      const id = images[0]?.service?.id ?? ''
      const found = readImageInfo(JSON.parse(await readFile(join(onDisk(id), 'info.json'), 'utf8')))
      if (!found.ok) throw new Error(`no service at ${id}`)
      const service = found.info
      expect(service).toMatchObject({ id, level: 0 })
      const asked = [
        fullUrl(service),
        ...service.sizes.map(size => sizeUrl(service, size)),
        ...service.tiles.flatMap(tiles =>
          tiles.scaleFactors.flatMap(factor => tileRequests(service, tiles, factor).map(({ url }) => url))
        ),
        thumbnail?.url ?? ''
      ]
      for (const url of asked) expect((await stat(onDisk(url))).size, url).toBeGreaterThan(0)
      expect(annotations.inline.length).toBeGreaterThan(0)
    }
  })

  test('a cancelled one leaves no folder behind', async () => {
    const { client, ended, folder } = await startWithSample()
    const { jobId } = await client.exports.start({ format: 'bundle', out: join(folder, 'out') })
    await client.jobs.cancel({ id: jobId })
    expect(await ended(jobId)).toMatchObject({ state: 'cancelled' })
    expect((await readdir(folder)).filter(name => name.includes('out'))).toEqual([])
  })

  test('never write over what is there', async () => {
    const { client, ended, folder } = await startWithSample()
    await writeFile(join(folder, 'mine.txt'), 'mine')
    const job = await ended((await client.exports.start({ format: 'csv', out: folder })).jobId)
    expect(job).toMatchObject({ state: 'failed', error: { code: 'CONFLICT' } })
  })
})

function whereLabelsAre(format: ExportFormat, out: string): string {
  return format === 'csv' ? join(out, 'labels.csv') : format === 'coco' ? join(out, 'annotations.json') : out
}

type Label = { region: Annotation['region']; class: string | null; note: string }

/** Formats of whole pixels are right within half of one. */
async function rounded(client: Client): Promise<ReadonlyMap<string, readonly Label[]>> {
  const labels = await labelsOf(client)
  return new Map(
    [...labels].map(([canvas, list]) => [
      canvas,
      list.map(label => ({
        ...label,
        region: label.region.kind === 'rect' ? { kind: 'rect', ...integerRect(label.region) } : label.region
      }))
    ])
  )
}

function integerRect({ x, y, w, h }: { x: number; y: number; w: number; h: number }) {
  return { x: Math.round(x), y: Math.round(y), w: Math.round(w), h: Math.round(h) }
}
