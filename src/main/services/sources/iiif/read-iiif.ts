import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Skipped } from '@shared/contract/sources'
import type { ParsedAnnotations } from '@shared/domain/annotation/model'
import { createBudget } from '@shared/domain/json/budget'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import type { PresentationProblem, ReadCollection, ReadManifest } from '@shared/domain/presentation/model'
import { readPresentation, type ReadDocument } from '@shared/domain/presentation/read-presentation'
import { isHttpUrl } from '@shared/domain/presentation/url'
import { explaining } from '../../../files/file-system'
import type { Fetcher } from '../../../net/fetcher'
import type { ImportPlan, PlannedAddition, PlannedImage, ReaderContext } from '../import-plan'
import { sideBySide } from '../side-by-side'
import { createDocuments, resolveReference, type Documents, type FoundDocument } from './documents'
import { planLabels } from './plan-annotations'
import { createCanvasPlanner, planSingleImage, type CanvasPlanner } from './plan-canvas'

/** Documents that one import follows through collections. */
const maxDocuments = 2000
/** Canvases that are fetched side by side; the fetcher is politer still to each host. */
const atOnce = 6

interface Walk {
  readonly context: ReaderContext
  readonly documents: Documents
  readonly planner: CanvasPlanner
  readonly images: PlannedImage[]
  readonly additions: PlannedAddition[]
  readonly skipped: Skipped[]
  readonly seen: Set<string>
  title: string | null
  rights: string | null
}

/** A IIIF manifest, collection, annotation list or image, or a folder of such JSON files. */
export async function readIiif(context: ReaderContext, fetcher: Fetcher): Promise<ImportPlan> {
  const { from } = context.input
  const documents = createDocuments(fetcher, context.job.signal)
  const skipped: Skipped[] = []
  const walk: Walk = {
    context,
    documents,
    planner: createCanvasPlanner(context, documents, skipped),
    images: [],
    additions: [],
    skipped,
    seen: new Set(),
    title: null,
    rights: null
  }
  const starts = await startsOf(from)
  for (const start of starts) {
    // A single document that can't be read is the whole import's failure; one among many is left out and told.
    if (starts.length === 1) await visit(walk, await documents.json(start))
    else await visitReference(walk, start, from)
  }
  if (walk.images.length === 0 && walk.additions.length === 0) throw nothingFound(from, walk.skipped)
  return {
    source: { kind: 'iiif', name: walk.title ?? basename(from), uri: from, rights: walk.rights },
    classes: [],
    images: walk.images,
    additions: walk.additions,
    skipped: walk.skipped
  }
}

async function startsOf(from: string): Promise<readonly string[]> {
  if (isHttpUrl(from)) return [from]
  const isFolder = await explaining(from, async () => (await stat(from)).isDirectory())
  if (!isFolder) return [from]
  const names = await explaining(from, () => readdir(from))
  return names
    .filter(name => /\.json$/i.test(name) && name !== 'info.json')
    .sort()
    .map(name => join(from, name))
}

function nothingFound(from: string, skipped: readonly Skipped[]): VitrineError {
  const [first] = skipped
  const reason = first ? ` ${first.message}` : ''
  return new VitrineError('INVALID_INPUT', `Nothing in ${from} could be imported.${reason}`, {
    skipped: skipped.slice(0, 20)
  })
}

async function visitReference(walk: Walk, reference: string, source: string): Promise<void> {
  if (walk.seen.has(reference)) return
  if (walk.seen.size >= maxDocuments) {
    const message = `Only the first ${maxDocuments} documents of a collection are read.`
    walk.skipped.push({ source, pointer: reference, code: 'TOO_LARGE', message })
    return
  }
  walk.seen.add(reference)
  walk.context.job.signal.throwIfAborted()
  try {
    await visit(walk, await walk.documents.json(reference))
  } catch (error) {
    if (!(error instanceof VitrineError) || error.code === 'CANCELLED') throw error
    walk.skipped.push({ source, pointer: reference, code: error.code, message: error.message })
  }
}

async function visit(walk: Walk, { json, from }: FoundDocument): Promise<void> {
  const document = readPresentation(json, isHttpUrl(from) ? from : null, createBudget())
  await visitDocument(walk, document, from)
}

async function visitDocument(walk: Walk, document: ReadDocument, from: string): Promise<void> {
  switch (document.kind) {
    case 'manifest':
      return await visitManifest(walk, document.manifest, from)
    case 'collection':
      return await visitCollection(walk, document.collection, from)
    case 'annotations':
      return visitAnnotations(walk, document.annotations, from)
    case 'image':
      walk.images.push(await planSingleImage(document.info, walk.context, walk.documents))
      return
    case 'content-state':
      return await visitReference(walk, resolveReference(document.manifest, from), from)
    case 'unknown':
      walk.skipped.push(toSkipped(document.problem, from))
  }
}

async function visitManifest(walk: Walk, manifest: ReadManifest, from: string): Promise<void> {
  if (manifest.id !== null && !isHttpUrl(from)) walk.documents.publishedAs(from, manifest.id)
  walk.title ??= inLanguage(manifest.label) || null
  walk.rights ??= manifest.rights
  for (const problem of manifest.problems) walk.skipped.push(toSkipped(problem, from))
  const source = manifest.id ?? from
  const { length } = manifest.canvases
  const planned: (PlannedImage | undefined)[] = []
  let done = 0
  await sideBySide(atOnce, manifest.canvases, async (canvas, position) => {
    planned[position] = (await walk.planner.plan(canvas, manifest, { source, from })) ?? undefined
    await walk.context.job.checkpoint()
    walk.context.job.progress(++done / length, `${done} of ${length} canvases of ${inLanguage(manifest.label)}`)
  })
  for (const image of planned) if (image) walk.images.push(image)
}

async function visitCollection(walk: Walk, collection: ReadCollection, from: string): Promise<void> {
  if (collection.id !== null && !isHttpUrl(from)) walk.documents.publishedAs(from, collection.id)
  walk.title ??= inLanguage(collection.label) || null
  walk.rights ??= collection.rights
  for (const problem of collection.problems) walk.skipped.push(toSkipped(problem, from))
  for (const item of collection.items) {
    const embedded = item.embedded === null ? null : readPresentation(item.embedded, item.id, createBudget())
    const hasContent = embedded?.kind === 'manifest' ? embedded.manifest.canvases.length > 0 : embedded !== null
    if (embedded && hasContent) await visitDocument(walk, embedded, from)
    else await visitReference(walk, resolveReference(item.id, from), from)
  }
  for (const page of collection.next) await visitReference(walk, resolveReference(page, from), from)
}

/** Annotations without a manifest: they belong to canvases that the project has, or has just got. */
function visitAnnotations(walk: Walk, annotations: ParsedAnnotations, from: string): void {
  for (const problem of annotations.failed) walk.skipped.push({ source: from, ...problem })
  for (const annotation of annotations.parsed) {
    for (const canvasId of new Set(annotation.targets.map(({ source }) => source))) {
      const image = walk.context.known.byCanvas(canvasId)
      if (!image) {
        const message = `The project has no canvas ${canvasId}. Import its manifest first.`
        walk.skipped.push({ source: from, pointer: annotation.id ?? canvasId, code: 'NO_CANVAS', message })
        continue
      }
      const canvas = { id: canvasId, size: image.canvas ?? image, image }
      walk.additions.push({ imageId: image.id, labels: planLabels(annotation, canvas, from) })
    }
  }
}

function toSkipped({ pointer, code, message }: PresentationProblem, source: string): Skipped {
  return { source, pointer, code, message }
}
