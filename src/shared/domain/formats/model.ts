import type { Region } from '../../contract/annotations'
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
}

/** An image file with its labels; without any it is an empty image, which formats state too. */
export interface LabelledImage extends Size {
  /** File name, perhaps with folders, `/` between them. */
  readonly file: string
  readonly regions: readonly LabelledRegion[]
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

/** What COCO, YOLO and Pascal VOC leave out because they can't state it: boxes without a class or outside the image. */
export function unwritable(images: readonly LabelledImage[]): readonly Skipped[] {
  return images.flatMap(image =>
    image.regions.flatMap((labelled, index): readonly Skipped[] => {
      const at = { source: image.file, pointer: `region ${index + 1}` }
      if (labelled.label === null)
        return [{ ...at, code: 'NO_LABEL', message: 'The box has no class, which this format cannot state.' }]
      if (labelled.region.kind === 'point')
        return [{ ...at, code: 'POINT', message: 'The label marks a point, which this format cannot state.' }]
      if (!boxOf(labelled, image)) return [{ ...at, code: 'OUTSIDE', message: 'The box lies outside the image.' }]
      return []
    })
  )
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
