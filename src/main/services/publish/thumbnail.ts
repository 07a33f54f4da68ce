import type { Rect } from '@shared/domain/geometry/rect'
import type { Thumbnail } from '@shared/domain/presentation/model'
import { levelSize, scaleFactorsOf, type Size } from '../../images/pyramid'

/** Longer side that a list's picture has at least, in pixels, where the image is as large. */
const atLeast = 200

/** The small picture of an image that our image service `id` answers: of all of it, or of a part of it. */
export function thumbnailOf(image: Size, part: Rect | null, id: string, version: 2 | 3): Thumbnail {
  const size = part === null ? findSize(image) : within(part)
  const region = part === null ? 'full' : [part.x, part.y, part.w, part.h].join(',')
  const wanted = version === 3 ? `${size.width},${size.height}` : `${size.width},`
  return { url: `${id}/${region}/${wanted}/0/default.jpg`, ...size, from: part === null ? 'sizes' : 'computed' }
}

/** The smallest size of the image's pyramid that is large enough for lists: it exists and costs no scaling. */
export function findSize(image: Size): Size {
  const sizes = scaleFactorsOf(image).map(factor => levelSize(image, factor))
  return sizes.findLast(({ width, height }) => Math.max(width, height) >= atLeast) ?? sizes[0] ?? image
}

/** A size that a part of an image may be shown at in lists, never above its own. */
export function within({ w, h }: Rect): Size {
  const scale = Math.min(1, (2 * atLeast) / Math.max(w, h))
  return { width: Math.max(1, Math.round(w * scale)), height: Math.max(1, Math.round(h * scale)) }
}
