import { basename } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Skipped } from '@shared/contract/sources'
import type { ParsedAnnotations } from '@shared/domain/annotation/model'
import { createBudget } from '@shared/domain/json/budget'
import { createPointerFinder } from '@shared/domain/json/find-pointer'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import type { PresentationProblem, ReadCanvas, ReadCollection, ReadManifest } from '@shared/domain/presentation/model'
import { readPresentation, type ReadDocument } from '@shared/domain/presentation/read-presentation'
import { isHttpUrl } from '@shared/domain/presentation/url'
import type { Fetcher } from '../../../net/fetcher'
import type { ImportPlan, PlannedAddition, PlannedImage, PlannedNode, ReaderContext } from '../import-plan'
import { sideBySide } from '../side-by-side'
import { createDocuments, resolveReference, type Documents, type FoundDocument } from './documents'
import { explainResource } from './explain-resource'
import { gatherAnnotations } from './gather-annotations'
import { findDocuments } from './find-documents'
import { outlineManifest } from './outline'
import { planLabels } from './plan-annotations'
import { createCanvasPlanner, planSingleImage, type CanvasPlanner } from './plan-canvas'
import { createThumbnailReader, type ThumbnailReader } from './thumbnail-reader'

/** Documents that one import follows through collections. */
const maxDocuments = 2000
/** Canvases that are fetched side by side; the fetcher is politer still to each host. */
const atOnce = 6

interface Walk {
  readonly context: ReaderContext
  readonly documents: Documents
  readonly planner: CanvasPlanner
  readonly thumbnails: ThumbnailReader
  readonly images: PlannedImage[]
  readonly additions: PlannedAddition[]
  readonly outline: PlannedNode[]
  readonly skipped: Skipped[]
  readonly seen: Set<string>
  /** Of a collection's members, only these are read; null: all. */
  readonly only: ReadonlySet<string> | null
  readonly leaveOut: ReadonlySet<string>
  title: string | null
  rights: string | null
}

/** Where a document stands in the tree, and what named it. */
interface Place {
  readonly depth: number
  readonly source: string
  readonly pointer: string
}

/** A IIIF manifest, collection, annotation list or image, or a folder of such JSON files. */
export async function readIiif(context: ReaderContext, fetcher: Fetcher): Promise<ImportPlan> {
  const { from, only, leaveOut, allowHosts } = context.input
  const documents = createDocuments(fetcher, { signal: context.job.signal, allowHosts })
  const skipped: Skipped[] = []
  const walk: Walk = {
    context,
    documents,
    planner: createCanvasPlanner(context, documents, skipped),
    thumbnails: createThumbnailReader(documents),
    ...{ images: [], additions: [], outline: [], skipped, seen: new Set() },
    only: only ? new Set(only) : null,
    leaveOut: new Set(leaveOut),
    ...{ title: null, rights: null }
  }
  const starts = await findDocuments(from)
  const chosen = starts.filter(start => starts.length === 1 || (walk.only?.has(start) ?? true))
  for (const start of chosen) {
    // A single document that can't be read is the whole import's failure; one among many is left out and told.
    if (starts.length === 1) await visit(walk, await documents.json(start), 0)
    else await visitReference(walk, start, { depth: 0, source: from, pointer: '' })
  }
  const { images, additions, outline } = walk
  if (images.length === 0 && additions.length === 0 && (!context.isPreview || outline.length === 0))
    throw nothingFound(from, skipped)
  return {
    source: { kind: 'iiif', name: walk.title ?? basename(from), uri: from, rights: walk.rights },
    classes: [],
    ...{ images, additions, outline, skipped },
    readPicture: walk.thumbnails.read
  }
}

function nothingFound(from: string, skipped: readonly Skipped[]): VitrineError {
  const [first] = skipped
  const reason = first ? ` ${first.message}` : ' It holds no canvas that was asked for.'
  return new VitrineError('INVALID_INPUT', `Nothing in ${from} could be imported.${reason}`, {
    skipped: skipped.slice(0, 20)
  })
}

async function visitReference(walk: Walk, reference: string, { depth, source, pointer }: Place): Promise<void> {
  if (walk.seen.has(reference)) return
  if (walk.seen.size >= maxDocuments) {
    const message = `Only the first ${maxDocuments} documents of a collection are read.`
    walk.skipped.push({ source, pointer, code: 'TOO_LARGE', message, url: reference })
    return
  }
  walk.seen.add(reference)
  walk.context.job.signal.throwIfAborted()
  try {
    await visit(walk, await walk.documents.json(reference), depth)
  } catch (error) {
    walk.skipped.push({ source, pointer, url: reference, ...explainResource(error) })
  }
}

async function visit(walk: Walk, { json, from }: FoundDocument, depth: number): Promise<void> {
  const document = readPresentation(json, isHttpUrl(from) ? from : null, createBudget())
  await visitDocument(walk, document, { from, json, depth })
}

interface Found {
  readonly from: string
  readonly json: unknown
  readonly depth: number
}

async function visitDocument(walk: Walk, document: ReadDocument, found: Found): Promise<void> {
  const { from, depth } = found
  switch (document.kind) {
    case 'manifest':
      return await visitManifest(walk, document.manifest, found)
    case 'collection':
      return await visitCollection(walk, document.collection, found)
    case 'annotations':
      return await visitAnnotations(walk, document.annotations, found)
    case 'image': {
      const image = await planSingleImage(document.info, walk.context, walk.documents)
      walk.images.push(image)
      walk.outline.push({
        ...{ kind: 'canvas', depth, id: image.canvasId, label: image.name, isRead: true, image, images: 1 },
        picture: null
      })
      return
    }
    case 'content-state':
      return await visitReference(walk, resolveReference(document.manifest, from), {
        ...{ depth, source: from, pointer: '/target' }
      })
    case 'unknown':
      walk.skipped.push(toSkipped(document.problem, from))
  }
}

async function visitManifest(walk: Walk, manifest: ReadManifest, { from, json, depth }: Found): Promise<void> {
  const { documents, planner, context, skipped } = walk
  if (manifest.id !== null && !isHttpUrl(from)) documents.publishedAs(from, manifest.id)
  walk.title ??= inLanguage(manifest.label) || null
  walk.rights ??= manifest.rights
  for (const problem of manifest.problems) skipped.push(toSkipped(problem, from))
  const annotations = await gatherAnnotations(manifest, { from, json }, documents, skipped, () =>
    context.job.checkpoint()
  )
  const canvases = manifest.canvases.filter(({ id }) => !walk.leaveOut.has(id))
  const place = { source: manifest.id ?? from, from }
  const planned = new Map<string, PlannedImage>()
  const others = new Map<string, readonly PlannedImage[]>()
  let done = 0
  await sideBySide(atOnce, canvases, async canvas => {
    const image = await planner.plan(canvas, manifest, place, annotations.get(canvas.id) ?? [])
    if (image) planned.set(canvas.id, image)
    if (context.input.choices === 'all') others.set(canvas.id, await planner.alternatives(canvas, manifest, place))
    await context.job.checkpoint()
    context.job.progress(
      ++done / canvases.length,
      `${done} of ${canvases.length} canvases of ${inLanguage(manifest.label)}`
    )
  })
  for (const { id } of canvases) {
    const image = planned.get(id)
    if (image) walk.images.push(image, ...(others.get(id) ?? []))
  }
  const pictureOf = (canvas: ReadCanvas): string | null =>
    walk.thumbnails.referenceOf(canvas, reference => resolveReference(reference, from))
  for (const node of outlineManifest(manifest, planned, pictureOf, depth)) walk.outline.push(node)
}

async function visitCollection(walk: Walk, collection: ReadCollection, { from, json, depth }: Found): Promise<void> {
  const { documents, only, outline, skipped, context } = walk
  if (collection.id !== null && !isHttpUrl(from)) documents.publishedAs(from, collection.id)
  walk.title ??= inLanguage(collection.label) || null
  walk.rights ??= collection.rights
  for (const problem of collection.problems) skipped.push(toSkipped(problem, from))
  const node = { images: 0, image: null, picture: null }
  const label = inLanguage(collection.label) || from
  outline.push({ ...node, kind: 'collection', depth, id: collection.id ?? from, label, isRead: true })
  const find = createPointerFinder(json)
  // Of a collection that itself was chosen, without any of its members, all are meant.
  const isChosen = collection.items.some(({ id }) => only?.has(id))
  for (const item of collection.items) {
    const isWanted = isChosen ? (only?.has(item.id) ?? true) : !context.isPreview || item.embedded !== null
    if (!isWanted) {
      const name = inLanguage(item.label) || item.id
      const picture = item.thumbnail?.url ?? null
      if (context.isPreview)
        outline.push({ ...node, kind: item.kind, depth: depth + 1, id: item.id, label: name, isRead: false, picture })
      continue
    }
    const embedded = item.embedded === null ? null : readPresentation(item.embedded, item.id, createBudget())
    const hasContent = embedded?.kind === 'manifest' ? embedded.manifest.canvases.length > 0 : embedded !== null
    const pointer = item.embedded === null ? '' : find(item.embedded)
    if (embedded && hasContent) await visitDocument(walk, embedded, { from, json: item.embedded, depth: depth + 1 })
    else await visitReference(walk, resolveReference(item.id, from), { depth: depth + 1, source: from, pointer })
  }
  for (const page of collection.next)
    await visitReference(walk, resolveReference(page, from), { depth, source: from, pointer: '/next' })
}

/** Annotations without a manifest: they belong to canvases that the project has, or has just got. */
async function visitAnnotations(
  walk: Walk,
  annotations: ParsedAnnotations,
  { from, json, depth }: Found
): Promise<void> {
  const { skipped, context, additions } = walk
  for (const problem of annotations.failed) skipped.push({ source: from, ...problem })
  const find = createPointerFinder(json)
  for (const annotation of annotations.parsed) {
    for (const canvasId of new Set(annotation.targets.map(({ source }) => source))) {
      const image = context.known.byCanvas(canvasId)
      if (!image) {
        const message = `The project has no canvas ${canvasId}. Import its manifest first.`
        const pointer = find(annotation.original) || (annotation.id ?? canvasId)
        skipped.push({ source: from, pointer, code: 'NO_CANVAS', message })
        continue
      }
      const canvas = { id: canvasId, size: image.canvas ?? image, image }
      additions.push({ imageId: image.id, labels: planLabels(annotation, canvas, from) })
    }
  }
  // The further pages of a list; unlike a collection's members they were meant when it was.
  for (const reference of annotations.references)
    await visitReference(walk, resolveReference(reference, from), { depth, source: from, pointer: '' })
}

function toSkipped({ pointer, code, message }: PresentationProblem, source: string): Skipped {
  return { source, pointer, code, message }
}
