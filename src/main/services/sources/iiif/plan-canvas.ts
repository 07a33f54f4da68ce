import { VitrineError } from '@shared/contract/errors'
import type { Skipped } from '@shared/contract/sources'
import { htmlLines } from '@shared/domain/annotation/html-text'
import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import { parseAll } from '@shared/domain/annotation/parse-all'
import type { Size } from '@shared/domain/geometry/rect'
import { readImageInfo } from '@shared/domain/presentation/image-service'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import type { ImageService, LabelledText, ReadCanvas, ReadImage, ReadManifest } from '@shared/domain/presentation/model'
import { hashBytes } from '../../../files/objects'
import { probe } from '../../../images/decode'
import { pictureOf, type PlannedImage, type PlannedLabel, type ReaderContext } from '../import-plan'
import { needsInfo, pictureAddresses } from './choose-picture'
import { resolveReference, type Documents } from './documents'
import { planLabels } from './plan-annotations'

/** Where a canvas stands: the document's own id, and where it was found. */
export interface CanvasPlace {
  readonly source: string
  readonly from: string
}

export interface CanvasPlanner {
  /** Null, with a word in `skipped`, for a canvas that shows nothing. */
  plan(canvas: ReadCanvas, manifest: ReadManifest, place: CanvasPlace): Promise<PlannedImage | null>
}

export function createCanvasPlanner(context: ReaderContext, documents: Documents, skipped: Skipped[]): CanvasPlanner {
  async function readAnnotations(canvas: ReadCanvas, { from }: CanvasPlace): Promise<readonly ParsedAnnotation[]> {
    const found = [...canvas.annotations.inline]
    for (const reference of canvas.annotations.references) {
      try {
        const { parsed, failed } = parseAll((await documents.json(resolveReference(reference, from))).json)
        found.push(...parsed)
        skipped.push(...failed.map(problem => ({ source: reference, ...problem })))
      } catch (error) {
        skipped.push({ source: from, pointer: reference, ...explain(error) })
      }
    }
    return found
  }

  async function plan(canvas: ReadCanvas, manifest: ReadManifest, place: CanvasPlace): Promise<PlannedImage | null> {
    const [image] = canvas.images
    if (!image) return null
    const name = inLanguage(canvas.label) || canvas.id
    const picture = await takePicture(image, canvas, context, documents, place.from)
    if (picture.problem !== null) skipped.push({ source: place.from, pointer: canvas.id, ...picture.problem })
    const size = sizeOfCanvas(canvas, picture)
    const annotations = [...(await readAnnotations(canvas, place)), ...manifest.annotations.inline]
    const labels: PlannedLabel[] = annotations.flatMap(annotation =>
      planLabels(annotation, { id: canvas.id, size, image: picture }, place.source)
    )
    const isSameSize = size.width === picture.width && size.height === picture.height
    return {
      ...picture.columns,
      name,
      canvasId: canvas.id,
      width: picture.width,
      height: picture.height,
      canvas: isSameSize ? null : size,
      problem: picture.problem?.message ?? null,
      rights: canvas.rights ?? image.service?.rights ?? manifest.rights,
      attribution: textOf(canvas.requiredStatement ?? manifest.requiredStatement),
      metadata: metadataOf([...manifest.metadata, ...canvas.metadata]),
      labels
    }
  }

  return { plan }
}

interface Picture extends Size {
  readonly columns: Pick<PlannedImage, 'pixels' | 'location'>
  readonly problem: { readonly code: string; readonly message: string } | null
}

async function takePicture(
  image: ReadImage,
  canvas: Pick<ReadCanvas, 'width' | 'height'>,
  { input, objects, tryPicture }: ReaderContext,
  documents: Documents,
  from: string
): Promise<Picture> {
  const location = image.service?.id ?? image.id ?? ''
  const stated = {
    width: image.width ?? image.service?.width ?? canvas.width ?? 1,
    height: image.height ?? image.service?.height ?? canvas.height ?? 1
  }
  const remote = { pixels: { kind: 'remote', location, hash: null, format: null } } as const
  if (!input.copy) return { ...stated, columns: remote, problem: null }
  let failure: unknown = new VitrineError('NOT_FOUND', 'The canvas names no picture that Vitrine can show.')
  for (const address of pictureAddresses(image, await withInfo(image.service, documents))) {
    try {
      const bytes = await documents.bytes(resolveReference(address, from))
      const { format, width, height } = await probe(bytes)
      await tryPicture(pictureOf(bytes, hashBytes(bytes), { width, height }))
      const { hash } = await objects.put(bytes)
      return { width, height, columns: { pixels: { kind: 'file', hash, format }, location }, problem: null }
    } catch (error) {
      failure = error
      explain(error)
    }
  }
  return { ...stated, columns: remote, problem: explain(failure) }
}

/** What info.json adds; without it, what the document says has to do. */
async function withInfo(service: ImageService | null, documents: Documents): Promise<ImageService | null> {
  if (!service || !needsInfo(service)) return service
  try {
    const { json } = await documents.json(`${service.id}/info.json`)
    const result = readImageInfo(json, service.id)
    return result.ok ? result.info : service
  } catch (error) {
    explain(error)
    return service
  }
}

/** What went wrong with one resource; a cancelled job, a full disk and our own faults end the import. */
function explain(error: unknown): { code: string; message: string } {
  const isAboutResource =
    error instanceof VitrineError &&
    error.code !== 'CANCELLED' &&
    error.code !== 'NO_SPACE' &&
    error.code !== 'INTERNAL'
  if (!isAboutResource) throw error
  return { code: error.code, message: error.message }
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
  const image: ReadImage = {
    id: null,
    label: [],
    format: null,
    width: info.width,
    height: info.height,
    service: info,
    region: { kind: 'whole' },
    choice: null
  }
  const picture = await takePicture(image, info, context, documents, info.id)
  const isSameSize = info.width === picture.width && info.height === picture.height
  return {
    ...picture.columns,
    name: info.id.slice(info.id.lastIndexOf('/') + 1),
    canvasId: info.id,
    width: picture.width,
    height: picture.height,
    canvas: isSameSize ? null : { width: info.width, height: info.height },
    problem: picture.problem?.message ?? null,
    rights: info.rights
  }
}
