import type { Region } from '@shared/contract/annotations'
import type { RecipeStep } from '@shared/contract/recipe'
import { boundsOf, clampRect, roundRect, type Rect } from '../geometry/rect'
import { cornersOfRotated } from '../geometry/rotated-rect'

/** A picture or region that a recipe can't be applied to; the message says why and what to do. */
export class RecipeError extends Error {
  override readonly name = 'RecipeError'
  readonly code = 'INVALID_INPUT'
}

type CropStep = Extract<RecipeStep, { kind: 'crop' }>

/**
 * The whole pixels that a crop step cuts from a picture of this size. Rotated boxes and polygons count with their
 * bounding box; what lies outside of the picture is left away. Throws a RecipeError when nothing remains.
 */
export function cropRectangle(width: number, height: number, region: Region, step: CropStep): Rect {
  const bounds = step.policy === 'whole' ? null : boundsOfRegion(region)
  if (!bounds) return { x: 0, y: 0, w: width, h: height }
  const longer = Math.max(bounds.w, bounds.h)
  const margin = step.margin * longer
  const growX = margin + (step.policy === 'square' ? (longer - bounds.w) / 2 : 0)
  const growY = margin + (step.policy === 'square' ? (longer - bounds.h) / 2 : 0)
  const grown = { x: bounds.x - growX, y: bounds.y - growY, w: bounds.w + 2 * growX, h: bounds.h + 2 * growY }
  const inside = clampRect(roundRect(grown), { width, height })
  if (inside) return inside
  throw new RecipeError(`The box lies outside of the picture of ${width} × ${height} pixels. Move it into the picture.`)
}

/** Null for a region without an extent: the whole picture, or a point. */
function boundsOfRegion(region: Region): Rect | null {
  switch (region.kind) {
    case 'whole':
    case 'point':
      return null
    case 'rect':
      return region
    case 'rotated':
      return boundsOf(cornersOfRotated(region))
    case 'polygon':
      return boundsOf(region.rings.flat().map(([x, y]) => ({ x, y })))
  }
}
