import type { AnnotationStatus, Region } from '@shared/contract/annotations'
import type { Image, ImageFilter } from '@shared/contract/images'
import type { ProjectDatabase } from '../../storage/database'
import { cropAround, type Crop } from './crop'
import { foldText, naturalKey } from './text-keys'

export type SizeBand = NonNullable<ImageFilter['size']>[number]

/** What filters, facets and sorting need to know of an image: in memory, so that 70,000 are answered in milliseconds. */
export interface IndexedImage {
  readonly id: number
  readonly name: string
  readonly nameKey: string
  readonly sourceId: number
  readonly split: Image['split']
  /** Classes of its labels, the first one being what a tile shows. */
  readonly classIds: readonly number[]
  readonly status: AnnotationStatus
  readonly boxes: number
  /** Around its first box: what a tile shows of it. Null without boxes. */
  readonly crop: Crop | null
  /** Pixels of the longest side. */
  readonly longestSide: number
  readonly size: SizeBand
  readonly modifiedAt: number
  /** Of its least certain suggestion that waits, in [0, 1]; null without any. */
  readonly certainty: number | null
  readonly metadata: Readonly<Record<string, string>>
  /** Everything that a text search looks at but class names, folded. */
  readonly text: string
}

export interface ImageIndex {
  /** By rising id: the order of import. */
  readonly images: readonly IndexedImage[]
  get(id: number): IndexedImage | undefined
  /** Reads these images again; those that are gone leave. */
  refresh(ids: readonly number[]): void
}

interface ImageColumns {
  readonly id: number
  readonly name: string
  readonly source_id: number
  readonly canvas_id: string
  readonly width: number
  readonly height: number
  readonly split: Image['split']
  readonly metadata: string
  readonly note: string
  readonly imported_at: number
}

interface AnnotationColumns {
  readonly image_id: number
  readonly kind: string
  readonly region: string | null
  readonly class_id: number | null
  readonly status: AnnotationStatus
  readonly note: string
  readonly modified_at: number
  readonly confidence: number | null
}

const imageColumns = 'id, name, source_id, canvas_id, width, height, split, metadata, note, imported_at'
const annotationColumns = 'image_id, kind, region, class_id, status, note, modified_at, confidence'

export function createImageIndex({ sqlite }: ProjectDatabase): ImageIndex {
  const statements = {
    images: sqlite.prepare<[], ImageColumns>(`select ${imageColumns} from image order by id`),
    annotations: sqlite.prepare<[], AnnotationColumns>(
      `select ${annotationColumns} from annotation order by image_id, id`
    ),
    someImages: sqlite.prepare<[string], ImageColumns>(
      `select ${imageColumns} from image where id in (select value from json_each(?)) order by id`
    ),
    someAnnotations: sqlite.prepare<[string], AnnotationColumns>(
      `select ${annotationColumns} from annotation where image_id in (select value from json_each(?)) order by image_id, id`
    )
  }
  let images: IndexedImage[] = []
  let positions = new Map<number, number>()
  fill(index(statements.images.all(), statements.annotations.all()))

  function fill(all: IndexedImage[]): void {
    images = all
    positions = new Map(all.map(({ id }, position) => [id, position]))
  }

  function get(id: number): IndexedImage | undefined {
    return images[positions.get(id) ?? -1]
  }

  function refresh(ids: readonly number[]): void {
    const asked = JSON.stringify(ids)
    const fresh = index(statements.someImages.all(asked), statements.someAnnotations.all(asked))
    const isSameSet = fresh.length === ids.length && ids.every(id => positions.has(id))
    if (isSameSet) {
      for (const image of fresh) images[positions.get(image.id) ?? 0] = image
      return
    }
    const changed = new Set(ids)
    const rest = images.filter(({ id }) => !changed.has(id))
    fill([...rest, ...fresh].sort((a, b) => a.id - b.id))
  }

  return {
    get images() {
      return images
    },
    get,
    refresh
  }
}

/** Images by id, annotations by image and id: both lists are walked once, side by side. */
function index(images: readonly ImageColumns[], annotations: readonly AnnotationColumns[]): IndexedImage[] {
  let at = 0
  return images.map(image => {
    // Labels of no image at all would hold up the others.
    while ((annotations[at]?.image_id ?? Infinity) < image.id) at++
    const start = at
    while (annotations[at]?.image_id === image.id) at++
    return toIndexed(image, start === at ? noAnnotations : annotations.slice(start, at))
  })
}
const noAnnotations: readonly AnnotationColumns[] = []

function toIndexed(image: ImageColumns, annotations: readonly AnnotationColumns[]): IndexedImage {
  const boxes = annotations.filter(annotation => annotation.kind !== 'whole')
  // Boxes say more than the label of the whole frame: with boxes, that label no longer counts.
  const counted = boxes.length > 0 ? boxes : annotations
  // Written by us as JSON of texts.
  const metadata = image.metadata === '{}' ? noMetadata : (JSON.parse(image.metadata) as Record<string, string>)
  const longestSide = Math.max(image.width, image.height)
  const notes = annotations.filter(annotation => annotation.note !== '').map(annotation => annotation.note)
  return {
    id: image.id,
    name: image.name,
    nameKey: naturalKey(image.name),
    sourceId: image.source_id,
    split: image.split,
    classIds: classesOf(counted),
    status: statusOf(counted),
    boxes: boxes.length,
    crop: cropOf(image, boxes[0]),
    longestSide,
    size: sizeBand(longestSide),
    modifiedAt: annotations.reduce((latest, { modified_at }) => Math.max(latest, modified_at), image.imported_at),
    certainty: certaintyOf(annotations),
    metadata,
    text: foldText([image.name, image.canvas_id, image.note, ...notes, ...Object.values(metadata)].join('\n'))
  }
}

function certaintyOf(annotations: readonly AnnotationColumns[]): number | null {
  const waiting = annotations.flatMap(({ status, confidence }) =>
    status === 'suggested' && confidence !== null ? [confidence] : []
  )
  return waiting.length > 0 ? Math.min(...waiting) : null
}

function cropOf({ width, height }: ImageColumns, box: AnnotationColumns | undefined): Crop | null {
  // Written by us as JSON of a region.
  return box?.region ? cropAround(JSON.parse(box.region) as Region, width, height) : null
}

const noMetadata: Readonly<Record<string, string>> = {}
const noClasses: readonly number[] = []

function classesOf(annotations: readonly AnnotationColumns[]): readonly number[] {
  if (annotations.length === 0) return noClasses
  return [...new Set(annotations.flatMap(({ class_id }) => (class_id === null ? [] : [class_id])))]
}

/** An image is as far as the least of its boxes. */
const byProgress: readonly AnnotationStatus[] = ['unlabelled', 'suggested', 'unsure', 'labelled', 'outside', 'reviewed']

function statusOf(annotations: readonly AnnotationColumns[]): AnnotationStatus {
  const [first, ...rest] = annotations
  if (!first) return 'unlabelled'
  return rest.reduce(
    (least, { status }) => (byProgress.indexOf(status) < byProgress.indexOf(least) ? status : least),
    first.status
  )
}

/** Nothing is left to do for a person, or a doubt has been noted. */
export function isLabelled(image: IndexedImage): boolean {
  return image.status !== 'unlabelled' && image.status !== 'suggested'
}

function sizeBand(longestSide: number): SizeBand {
  if (longestSide <= 64) return 'tiny'
  if (longestSide <= 512) return 'small'
  return longestSide <= 2048 ? 'medium' : 'large'
}
