import type { Skipped } from '@shared/contract/sources'
import { htmlLines } from '@shared/domain/annotation/html-text'
import type { Size } from '@shared/domain/geometry/rect'
import { inLanguage } from '@shared/domain/presentation/localised-text'
import type { ImageService, LabelledText, ReadCanvas, ReadImage, ReadManifest } from '@shared/domain/presentation/model'
import { hashBytes } from '../../../files/objects'
import { probe } from '../../../images/decode'
import type { PlannedImage, ReaderContext } from '../import-plan'
import { resolveReference, type Documents } from './documents'
import { fetchPicture, keeping, type PictureFailure } from './fetch-picture'
import type { GatheredAnnotation } from './gather-annotations'
import { layersOf, otherChoices, shownImages, type CanvasLayer } from './layers'
import { planLabels } from './plan-annotations'
import { takeLayers } from './take-layers'

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
  /** The alternatives of its picture as images of their own: they are known by their own address, not the canvas's. */
  alternatives(canvas: ReadCanvas, manifest: ReadManifest, place: CanvasPlace): Promise<readonly PlannedImage[]>
}

export function createCanvasPlanner(context: ReaderContext, documents: Documents, skipped: Skipped[]): CanvasPlanner {
  return {
    async plan(canvas, manifest, place, annotations) {
      const [image] = shownImages(canvas)
      if (!image) return null
      const layers = layersOf(canvas)
      const { columns, problems, ...size } = layers
        ? await takeTogether(layers, canvas, context, documents, place.from)
        : await takePicture(image, canvas, context, documents, place.from)
      for (const problem of problems) skipped.push(toSkipped(problem, place.from, canvas.pointer))
      const others = otherChoices(canvas)
      if (others.length > 0 && context.input.choices === 'first')
        skipped.push({ source: place.from, pointer: canvas.pointer, ...describeChoice(image, others) })
      const canvasSize = sizeOfCanvas(canvas, size)
      const isSameSize = canvasSize.width === size.width && canvasSize.height === size.height
      const planned = { id: canvas.id, size: canvasSize, image: size }
      return {
        ...columns,
        ...size,
        name: inLanguage(canvas.label) || canvas.id,
        canvasId: canvas.id,
        canvas: isSameSize ? null : canvasSize,
        service: layers ? null : serviceOf(image),
        problem: columns.pixels.kind === 'remote' ? (problems[0]?.message ?? null) : null,
        rights: canvas.rights ?? image.service?.rights ?? manifest.rights,
        attribution: textOf(canvas.requiredStatement ?? manifest.requiredStatement),
        metadata: metadataOf([...manifest.metadata, ...canvas.metadata]),
        labels: annotations.flatMap(({ annotation, document }) => planLabels(annotation, planned, document))
      }
    },
    async alternatives(canvas, manifest, place) {
      const images: PlannedImage[] = []
      for (const image of otherChoices(canvas)) {
        const { columns, problems, ...size } = await takePicture(image, canvas, context, documents, place.from)
        for (const problem of problems) skipped.push(toSkipped(problem, place.from, canvas.pointer))
        images.push({
          ...columns,
          ...size,
          name: `${inLanguage(canvas.label) || canvas.id} · ${inLanguage(image.label) || image.id}`,
          canvasId: image.service?.id ?? image.id ?? canvas.id,
          problem: problems[0]?.message ?? null,
          rights: canvas.rights ?? image.service?.rights ?? manifest.rights,
          attribution: textOf(canvas.requiredStatement ?? manifest.requiredStatement),
          metadata: metadataOf([...manifest.metadata, ...canvas.metadata])
        })
      }
      return images
    }
  }
}

function toSkipped({ url, ...why }: PictureFailure, source: string, pointer: string): Skipped {
  return { source, pointer, ...(url !== null && { url }), ...why }
}

function serviceOf({ service }: Pick<ReadImage, 'service'>): PlannedImage['service'] {
  return service && { id: service.id, version: service.version, level: service.level }
}

/** Alternatives of a picture (Choice): the first is what a viewer opens with. */
function describeChoice(image: ReadImage, others: readonly ReadImage[]): Pick<Skipped, 'code' | 'message'> {
  const named = (one: ReadImage): string => inLanguage(one.label) || one.id || 'without a name'
  const message = `Of ${others.length + 1} alternatives “${named(image)}” is taken; left out: ${others.map(named).join(', ')}.`
  return { code: 'OTHER_CHOICE', message }
}

interface Picture extends Size {
  readonly columns: Pick<PlannedImage, 'pixels' | 'location'>
  readonly problems: readonly PictureFailure[]
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
  // What lies on this machine costs nobody anything: it is taken as it is.
  const isHere = location !== '' && (await documents.isHere(resolveReference(location, from)))
  if (context.isPreview) {
    const pixels = { ...remote.pixels, location: isHere ? '' : location }
    return { ...stated, columns: { pixels }, problems: [] }
  }
  if (!input.copy) return { ...stated, columns: remote, problems: [] }
  const wanted = isHere ? ({ kind: 'full' } as const) : input.pictures
  const isLater = !isHere && input.download === 'after'
  if (wanted.kind === 'none' || isLater) return { ...stated, columns: remote, problems: [] }
  const found = await fetchPicture(image, { documents, wanted, from, accept: keeping(context) })
  if (!found.ok) return { ...stated, columns: remote, problems: [found] }
  const { width, height, hash, format } = found.picture
  return { width, height, columns: { pixels: { kind: 'file', hash, format }, location }, problems: [] }
}

/**
 * A canvas of several pictures is put together at the import: later nothing would tell which they were. It has no address
 * of its own for that reason.
 */
async function takeTogether(
  layers: readonly CanvasLayer[],
  canvas: Pick<ReadCanvas, 'width' | 'height'>,
  context: ReaderContext,
  documents: Documents,
  from: string
): Promise<Picture> {
  const { input } = context
  const size = { width: canvas.width ?? 1, height: canvas.height ?? 1 }
  const nothing = { ...size, columns: { pixels: { kind: 'remote', location: '', hash: null, format: null } } } as const
  if (!input.copy || input.pictures.kind === 'none') {
    const message = 'The canvas shows several pictures together. Import it again with its pictures to keep them.'
    return { ...nothing, problems: context.isPreview ? [] : [{ code: 'SEVERAL_IMAGES', message, url: null }] }
  }
  const taken = await takeLayers(layers, size, { documents, wanted: input.pictures, from })
  if ('code' in taken) return { ...nothing, problems: [taken] }
  const { format, width, height } = await probe(taken.bytes)
  const hash = hashBytes(taken.bytes)
  await keeping(context)(taken.bytes, { width, height, format, hash, bytes: taken.bytes.byteLength })
  return { width, height, columns: { pixels: { kind: 'file', hash, format } }, problems: taken.missing }
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
  const { columns, problems, ...size } = await takePicture(image, info, context, documents, info.id)
  const isSameSize = info.width === size.width && info.height === size.height
  return {
    ...columns,
    ...size,
    name: info.id.slice(info.id.lastIndexOf('/') + 1),
    canvasId: info.id,
    canvas: isSameSize ? null : { width: info.width, height: info.height },
    service: serviceOf(image),
    problem: problems[0]?.message ?? null,
    rights: info.rights
  }
}
