import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnnotationStatus, Region } from '@shared/contract/annotations'
import type { Client } from '@shared/contract/contract'
import type { ExportFormat, ExportInput, ExportReport } from '@shared/contract/exports'
import type { ImportInput, ImportReport } from '@shared/contract/sources'
import { scaleRegion } from '@shared/domain/annotation/region'
import type { Size } from '@shared/domain/geometry/rect'
import { sharp } from '../../../images/safe-sharp'
import { startTestBackend, type TestBackend } from '../../../testing/test-backend'

export interface Project extends TestBackend {
  importFrom(from: string, input?: Partial<ImportInput>): Promise<ImportReport>
  exportAs(format: ExportFormat, out: string, input?: Partial<ExportInput>): Promise<ExportReport>
}

export async function startProject(): Promise<Project> {
  let time = Date.UTC(2026, 0, 1)
  // A second between any two looks at the clock.
  const started = await startTestBackend({ clock: () => new Date((time += 1000)) })
  const { client, ended } = started
  await client.projects.create({ name: 'Exports' })
  const resultOf = async ({ jobId }: { readonly jobId: string }): Promise<unknown> => {
    const job = await ended(jobId)
    if (job.error) throw new Error([job.error.message, ...started.logged].join('\n'))
    return job.result
  }
  return {
    ...started,
    importFrom: async (from, input) =>
      (await resultOf(await client.sources.import({ from, ...input }))) as ImportReport, // of an import job
    exportAs: async (format, out, input) =>
      (await resultOf(await client.exports.start({ format, out, ...input }))) as ExportReport // of an export job
  }
}

/** What a label says, in pixels of the image that has it; the image goes by its name without folder and extension. */
export interface Said {
  readonly image: string
  readonly size: Size
  readonly region: Region
  readonly label: string | null
  readonly status: AnnotationStatus
  readonly note: string
  readonly author: string
  readonly confidence: number | null
}

/** All labels of a project. */
export async function saidIn(client: Client): Promise<readonly Said[]> {
  const names = new Map((await client.classes.list()).map(({ id, name }) => [id, name]))
  const said: Said[] = []
  for (const id of (await client.images.query({})).ids) {
    const { name, width, height } = await client.images.get({ id })
    const image = (name.split('/').at(-1) ?? '').replace(/\.\w+$/, '')
    for (const one of await client.annotations.list({ imageId: id })) {
      const { region, classId, status, note, author, confidence } = one
      const label = names.get(classId ?? 0) ?? null
      said.push({ image, size: { width, height }, region, label, status, note, author, confidence })
    }
  }
  return said
}

/** As exported to the pixels of another size of the same picture. */
export const scaled = (said: Said, size: Size): Said => ({ ...said, size, region: scaleRegion(said.region, said.size, size) }) // prettier-ignore

const names = ['Höhere Schuhe, 2', '和服 きもの', '<b>&amp; "x"', 'שמלה'] as const

/**
 * A project of what exchange formats are bad at: a photo that lies on its side in its file, a canvas three times as large
 * as its image, an image without labels, fractions, turned boxes, polygons with holes, every state.
 */
export async function startAwkwardProject(): Promise<Project> {
  const project = await startProject()
  const { client, folder, importFrom } = project
  await writeAwkwardManifest(join(folder, 'awkward'))
  await importFrom(join(folder, 'awkward/manifest.json'))
  const [turned = 0, large = 0] = (await client.images.query({})).ids
  const classIds: number[] = []
  for (const name of names) classIds.push((await client.classes.create({ name })).id)

  async function draw(imageId: number, region: Region, label: number | null, status?: AnnotationStatus, note = '') {
    const classId = label === null ? null : (classIds[label] ?? null)
    const { id } = await client.annotations.create({ imageId, region, classId, note })
    if (status) await client.annotations.update({ id, status })
  }
  await draw(turned, { kind: 'rect', x: 3.4, y: 10.7, w: 20.2, h: 41.6 }, 0)
  await draw(turned, { kind: 'rect', x: 0, y: 0, w: 80, h: 120 }, 3, 'reviewed', 'all of it, "twice"')
  await draw(turned, { kind: 'rect', x: 60, y: 100, w: 20, h: 20 }, 1, 'unsure')
  await draw(turned, { kind: 'rect', x: 1, y: 2, w: 3, h: 4 }, null, 'outside')
  await draw(turned, { kind: 'rect', x: 31, y: 32, w: 33, h: 34 }, null, undefined, 'what is this?')
  await draw(large, { kind: 'rotated', x: 20, y: 30, w: 60, h: 25, rotation: 33 }, 1)
  await draw(large, { kind: 'polygon', rings: [[[100, 20], [150.5, 25], [140, 99.25], [101, 80]], [[120, 40], [130, 40], [125, 60]]] }, 2) // prettier-ignore
  await draw(large, { kind: 'point', x: 12.25, y: 99.5 }, 0)
  await draw(large, { kind: 'whole' }, 3, 'reviewed')
  return project
}

async function writeAwkwardManifest(folder: string): Promise<void> {
  const base = 'https://awkward.example/m'
  await mkdir(folder, { recursive: true })
  const picture = (width: number, height: number) => {
    const data = Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * 7) % 251))
    return sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality: 95 })
  }
  // EXIF 6: the camera was held upright; 120 × 80 in the file is 80 × 120 as shown.
  await writeFile(join(folder, 'turned.jpg'), await picture(120, 80).withMetadata({ orientation: 6 }).toBuffer())
  await writeFile(join(folder, 'large.jpg'), await picture(200, 150).toBuffer())
  await writeFile(join(folder, 'empty.jpg'), await picture(64, 48).toBuffer())
  const canvas = (name: string, width: number, height: number, scale = 1) => ({
    id: `${base}/canvas/${name}`,
    type: 'Canvas',
    label: { none: [name] },
    width: width * scale,
    height: height * scale,
    rights: 'http://creativecommons.org/publicdomain/zero/1.0/',
    items: [{ id: `${base}/page/${name}`, type: 'AnnotationPage', items: [{
      id: `${base}/painting/${name}`, type: 'Annotation', motivation: 'painting', target: `${base}/canvas/${name}`,
      body: { id: `${base}/${name}.jpg`, type: 'Image', format: 'image/jpeg', width, height }
    }] }]
  }) // prettier-ignore
  const manifest = {
    '@context': 'http://iiif.io/api/presentation/3/context.json',
    id: `${base}/manifest.json`,
    type: 'Manifest',
    label: { none: ['Awkward'] },
    items: [canvas('turned', 80, 120), canvas('large', 200, 150, 3), canvas('empty', 64, 48)]
  }
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
}
