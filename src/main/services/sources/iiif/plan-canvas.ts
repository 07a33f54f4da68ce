import type { Skipped } from '@shared/contract/sources'
import { htmlLines } from '@shared/domain/annotation/html-text'
import type { Size } from '@shared/domain/geometry/rect'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import type { ImageService, LabelledText, ReadCanvas, ReadImage, ReadManifest } from '@shared/domain/presentation/model'
import type { PlannedImage, ReaderContext } from '../import-plan'
import { resolveReference, type Documents } from './documents'
import { fetchPicture, type PictureFailure } from './fetch-picture'
import type { GatheredAnnotation } from './gather-annotations'
import { planLabels } from './plan-annotations'

/** Where a canvas stands: the document's own id, and where it was found. */
export interface CanvasPlace {
  readonly source: string
  readonly from: string
}

export interface CanvasPlanner {
  /** Null for a canvas that shows nothing, which its document's problems tell. */
  plan(
    canvas: ReadCanvas,
    manifest: ReadManifest,
    place: CanvasPlace,
    annotations: readonly GatheredAnnotation[]
  ): Promise<PlannedImage | null>
}

export function createCanvasPlanner(context: ReaderContext, documents: Documents, skipped: Skipped[]): CanvasPlanner {
  return {
    async plan(canvas, manifest, place, annotations) {
      const [image] = canvas.images
      if (!image) return null
      const { columns, problem, ...size } = await takePicture(image, canvas, context, documents, place.from)
      if (problem !== null) {
        const { url, ...why } = problem
        skipped.push({ source: place.from, pointer: canvas.pointer, ...(url !== null && { url }), ...why })
      }
      const canvasSize = sizeOfCanvas(canvas, size)
      const isSameSize = canvasSize.width === size.width && canvasSize.height === size.height
      const planned = { id: canvas.id, size: canvasSize, image: size }
      return {
        ...columns,
        ...size,
        name: inLanguage(canvas.label) || canvas.id,
        canvasId: canvas.id,
        canvas: isSameSize ? null : canvasSize,
        problem: problem?.message ?? null,
        rights: canvas.rights ?? image.service?.rights ?? manifest.rights,
        attribution: textOf(canvas.requiredStatement ?? manifest.requiredStatement),
        metadata: metadataOf([...manifest.metadata, ...canvas.metadata]),
        labels: annotations.flatMap(({ annotation, document }) => planLabels(annotation, planned, document))
      }
    }
  }
}

interface Picture extends Size {
  readonly columns: Pick<PlannedImage, 'pixels' | 'location'>
  readonly problem: PictureFailure | null
}

async function takePicture(
  image: Pick<ReadImage, 'id' | 'width' | 'height' | 'service'>,
  canvas: Pick<ReadCanvas, 'width' | 'height'>,
  context: ReaderContext,
  documents: Documents,
  from: string
): Promise<Picture> {
  const { input } = context
  const location = image.service?.id ?? image.id ?? ''
  // The picture that the document names is often a small one of what the service has.
  const stated = {
    width: image.service?.width ?? image.width ?? canvas.width ?? 1,
    height: image.service?.height ?? image.height ?? canvas.height ?? 1
  }
  const remote = { pixels: { kind: 'remote', location, hash: null, format: null } } as const
  const isLater = input.download === 'after' && !(await documents.isHere(resolveReference(location, from)))
  if (!input.copy || input.pictures.kind === 'none' || isLater) return { ...stated, columns: remote, problem: null }
  const found = await fetchPicture(image, { documents, wanted: input.pictures, from, context })
  if (!found.ok) return { ...stated, columns: remote, problem: found }
  const { width, height, hash, format } = found.picture
  return { width, height, columns: { pixels: { kind: 'file', hash, format }, location }, problem: null }
}

/** A canvas without a size has its picture's. */
function sizeOfCanvas(canvas: ReadCanvas, picture: Size): Size {
  return { width: canvas.width ?? picture.width, height: canvas.height ?? picture.height }
}

const plainText = (html: string): string => htmlLines(html).join(' ')

function textOf(statement: LabelledText | null): string | null {
  return statement && (plainText(inLanguage(statement.value)) || null)
}

/** Rows of the manifest hold for each canvas; a canvas's own row of the same name counts more. */
function metadataOf(rows: readonly LabelledText[]): Record<string, string> {
  const entries = rows.map(row => [plainText(inLanguage(row.label)), plainText(inLanguage(row.value))] as const)
  return Object.fromEntries(entries.filter(([name, value]) => name !== '' && value !== ''))
}

/** An image service or info.json without any manifest. */
export async function planSingleImage(
  info: ImageService & Size,
  context: ReaderContext,
  documents: Documents
): Promise<PlannedImage> {
  const image = { id: null, width: info.width, height: info.height, service: info }
  const { columns, problem, ...size } = await takePicture(image, info, context, documents, info.id)
  const isSameSize = info.width === size.width && info.height === size.height
  return {
    ...columns,
    ...size,
    name: info.id.slice(info.id.lastIndexOf('/') + 1),
    canvasId: info.id,
    canvas: isSameSize ? null : { width: info.width, height: info.height },
    problem: problem?.message ?? null,
    rights: info.rights
  }
}
