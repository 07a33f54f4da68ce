import { boundsOfRegion } from '@shared/domain/annotation/region'
import type { Rect, Size } from '@shared/domain/geometry/rect'
import type { ReadCanvas, ReadImage } from '@shared/domain/presentation/model'

/** A picture on a canvas; `place` in canvas pixels. */
export interface CanvasLayer {
  readonly image: ReadImage
  readonly place: Rect
}

/** What a canvas shows as it opens: of alternatives the first, all else over one another. */
export function shownImages({ images }: Pick<ReadCanvas, 'images'>): readonly ReadImage[] {
  const choices = new Set<number>()
  return images.filter(({ choice }) => choice === null || (!choices.has(choice) && choices.add(choice)))
}

/** Alternatives that are not shown as a canvas opens. */
export const otherChoices = (canvas: Pick<ReadCanvas, 'images'>): readonly ReadImage[] => {
  const shown = new Set(shownImages(canvas))
  return canvas.images.filter(image => !shown.has(image))
}

/**
 * The layers of a canvas that is put together of several pictures, or that one picture covers in part; null for the
 * ordinary one, which its picture fills.
 */
export function layersOf(canvas: Pick<ReadCanvas, 'images' | 'width' | 'height'>): readonly CanvasLayer[] | null {
  const size = canvas.width !== null && canvas.height !== null ? { width: canvas.width, height: canvas.height } : null
  const shown = shownImages(canvas)
  if (!size || shown.length === 0) return null
  const layers = shown.map(image => ({ image, place: boundsOfRegion(image.region, size) ?? wholeOf(size) }))
  const visible = layers.filter(({ place }) => place.w >= 1 && place.h >= 1 && overlaps(place, size))
  return visible.length === 1 && visible[0] && fills(visible[0].place, size) ? null : visible
}

const wholeOf = ({ width, height }: Size): Rect => ({ x: 0, y: 0, w: width, h: height })

const overlaps = ({ x, y, w, h }: Rect, { width, height }: Size): boolean =>
  x < width && y < height && x + w > 0 && y + h > 0

/** Some documents are off by a pixel. */
const fills = ({ x, y, w, h }: Rect, { width, height }: Size): boolean =>
  Math.abs(x) <= 1 && Math.abs(y) <= 1 && Math.abs(w - width) <= 2 && Math.abs(h - height) <= 2
