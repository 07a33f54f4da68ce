import { levelSize, scaleFactorsOf, type Size } from '../../images/pyramid'

/** Longer side that a list's picture has at least, in pixels, where the image is as large. */
const atLeast = 200

/** The smallest size of the image's pyramid that is large enough for lists: it exists and costs no scaling. */
export function findSize(image: Size): Size {
  const sizes = scaleFactorsOf(image).map(factor => levelSize(image, factor))
  return sizes.findLast(({ width, height }) => Math.max(width, height) >= atLeast) ?? sizes[0] ?? image
}
