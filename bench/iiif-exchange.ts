import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newAnnotation } from '../src/shared/domain/annotation/edit'
import { serialiseV3 } from '../src/shared/domain/annotation/serialise-v3'
import { exportFormats } from '../src/shared/contract/exports'
import { openBenchBackend } from './bench-backend'

export interface ExchangeFigure {
  readonly what: string
  /** By the clock: files and the database count, too. */
  readonly seconds: number
}

const canvases = 500
const perCanvas = 20
const base = 'https://bench.example/m'
const canvasId = (index: number): string => `${base}/canvas/${index}`
/** Formats that need no pictures: those of the canvases are nowhere. */
const formats = exportFormats.filter(format => ['w3c', 'iiif2', 'iiif3', 'coco', 'voc', 'csv'].includes(format))

/** 10,000 annotations on 500 canvases into a project, and out of it in each format. */
export async function measureExchange(): Promise<readonly ExchangeFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
  const { backend, client, ended } = await openBenchBackend(folder)
  const seconds = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now()
    await work()
    return (performance.now() - start) / 1000
  }
  const take = async (from: string): Promise<unknown> => {
    const { jobId } = await client.sources.import({ from, format: 'iiif', copy: false })
    return await ended(jobId)
  }
  try {
    await client.projects.create({ name: 'Bench' })
    const documents = await writeDocuments(join(folder, 'iiif'))
    await take(documents.manifest)
    const figures = [{ what: 'import 10,000 annotations', seconds: await seconds(() => take(documents.pages)) }]
    for (const format of formats) {
      const work = async (): Promise<unknown> => {
        const out = join(folder, format)
        return await ended((await client.exports.start({ format, out, pictures: false })).jobId)
      }
      figures.push({ what: `export 10,000 annotations, ${format}`, seconds: await seconds(work) })
    }
    return figures
  } finally {
    await backend.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeDocuments(folder: string): Promise<{ readonly manifest: string; readonly pages: string }> {
  const pages = join(folder, 'pages')
  await mkdir(pages, { recursive: true })
  const items = Array.from({ length: canvases }, (_, index) => ({
    id: canvasId(index),
    type: 'Canvas',
    label: { none: [`p. ${index + 1}`] },
    ...{ width: 2000, height: 3000 },
    items: [{ id: `${canvasId(index)}/page`, type: 'AnnotationPage', items: [{
      id: `${canvasId(index)}/painting`, type: 'Annotation', motivation: 'painting', target: canvasId(index),
      body: { id: `${base}/${index}.jpg`, type: 'Image', format: 'image/jpeg', width: 2000, height: 3000 }
    }] }]
  })) // prettier-ignore
  const manifest = join(folder, 'manifest.json')
  await writeFile(manifest, JSON.stringify({ '@context': 'http://iiif.io/api/presentation/3/context.json', id: `${base}/manifest.json`, type: 'Manifest', label: { none: ['Bench'] }, items })) // prettier-ignore
  for (let index = 0; index < canvases; index++) {
    const annotations = Array.from({ length: perCanvas }, (_, at) =>
      newAnnotation({
        id: `${canvasId(index)}/a/${at}`,
        canvas: canvasId(index),
        region: { kind: 'rect', x: 90 * at, y: 100 * at, w: 80, h: 70 },
        label: at % 2 === 0 ? 'Ankle boot' : 'Höhere Schuhe'
      })
    )
    await writeFile(
      join(pages, `${index}.json`),
      JSON.stringify(serialiseV3({ id: `${canvasId(index)}/annotations`, items: annotations }))
    )
  }
  return { manifest, pages }
}
