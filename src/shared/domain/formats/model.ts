import type { AnnotationStatus, Region } from '../../contract/annotations'
import type { Skipped } from '../../contract/sources'
import { boundsOfRegion } from '../annotation/region'
import { clampRect, type Rect, type Size } from '../geometry/rect'

/** One label on an image, as exchange formats know it. */
export interface LabelledRegion {
  /** In pixels of the oriented image. */
  readonly region: Region
  /** Class name; null for a box without a class, which most formats can't state. */
  readonly label: string | null
  /** In [0, 1] for a model's answer, null for a person's. */
  readonly confidence: number | null
  /** Absent where a format doesn't say: then it follows from label and confidence. */
  readonly status?: AnnotationStatus | undefined
  readonly note?: string | undefined
  /** A person's name, or `model:RUN`. */
  readonly author?: string | undefined
  /** ISO 8601. */
  readonly created?: string | undefined
  readonly modified?: string | undefined
  readonly provenance?: LabelProvenance
}

/** Where a label is from, for tables that keep it; null where nothing is known. */
export interface LabelProvenance {
  /** The annotation's id. */
  readonly annotation: string
  readonly canvas: string
  /** In pixels of the canvas: a fragment or an SVG. */
  readonly selector: string
  /** The document or folder that the label, else the image was read from. */
  readonly source: string | null
  /** The IIIF image service that the picture came from, and the version of its API. */
  readonly service: string | null
  readonly serviceVersion: string | null
  readonly rights: string | null
}

/** An image file with its labels; without any it is an empty image, which formats state too. */
export interface LabelledImage extends Size {
  /** File name, perhaps with folders, `/` between them. */
  readonly file: string
  readonly regions: readonly LabelledRegion[]
  /** A licence or statement, mostly a URI. */
  readonly rights?: string | null
}

/** What a file of a foreign format gave. */
export interface ReadLabels {
  readonly images: readonly LabelledImage[]
  /** Class names in the format's order, also those without any label. */
  readonly classes: readonly string[]
  readonly skipped: readonly Skipped[]
}

/** A text file to be written. */
export interface TextFile {
  readonly name: string
  readonly text: string
}

/** The box of a labelled region, cut at the image's edges; null when nothing of it is inside. */
export function boxOf({ region }: LabelledRegion, image: Size): Rect | null {
  const bounds = boundsOfRegion(region, image)
  return bounds && clampRect(bounds, image)
}

const STATUSES: readonly AnnotationStatus[] = ['labelled', 'unlabelled', 'unsure', 'outside', 'reviewed', 'suggested']

/** A status as a foreign file names it; undefined for any other text. */
export function readStatus(text: unknown): AnnotationStatus | undefined {
  return STATUSES.find(status => status === text)
}

/** Why a label doesn't go into a file that others train on, which states boxes and classes and nothing else. */
function reasonAgainst(labelled: LabelledRegion, image: Size): readonly [code: string, message: string] | null {
  const status = labelled.status ?? (labelled.confidence === null ? 'labelled' : 'suggested')
  if (status === 'suggested') return ['SUGGESTED', 'A model suggested it and nobody has confirmed it.']
  if (status === 'unsure') return ['UNSURE', 'It is marked as unsure.']
  if (status === 'outside') return ['NOT_A_CLASS', 'It is marked as not one of the classes.']
  if (labelled.label === null) return ['NO_LABEL', 'The box has no class, which this format cannot state.']
  if (labelled.region.kind === 'point') return ['POINT', 'The label marks a point, which this format cannot state.']
  return boxOf(labelled, image) ? null : ['OUTSIDE', 'The box lies outside the image.']
}

/**
 * What COCO, YOLO and Pascal VOC can state: confirmed labels with a class and an area on the image. What they leave out
 * is told: another program would train on a suggestion as if a person had said it.
 */
export function trainable(images: readonly LabelledImage[]): {
  readonly images: readonly LabelledImage[]
  readonly skipped: readonly Skipped[]
} {
  const skipped: Skipped[] = []
  const kept = images.map(image => ({
    ...image,
    regions: image.regions.filter((labelled, index) => {
      const reason = reasonAgainst(labelled, image)
      if (reason === null) return true
      const [code, message] = reason
      skipped.push({ source: image.file, pointer: `region ${index + 1}`, code, message })
      return false
    })
  }))
  return { images: kept, skipped }
}

/** The classes that occur, in the given order first, then by appearance. */
export function classesOf(images: readonly LabelledImage[], first: readonly string[] = []): readonly string[] {
  const found = images.flatMap(image => image.regions.flatMap(({ label }) => (label === null ? [] : [label])))
  return [...new Set([...first, ...found])]
}

/** A region from a box; null when it has no area. */
export function rectRegion({ x, y, w, h }: Rect): Region | null {
  return [x, y, w, h].every(Number.isFinite) && w > 0 && h > 0 ? { kind: 'rect', x, y, w, h } : null
}

/** A number without needless digits, at most `digits` decimals. */
export function decimal(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
