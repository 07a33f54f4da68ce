import type { Point } from '../geometry/point'
import type { Rect, Size } from '../geometry/rect'

const snapTo = (value: number, edge: number, reach: number): number => (Math.abs(value - edge) <= reach ? edge : value)

/** Pulls a point onto the image's edges when it lies within `reach` image pixels of them. */
export function snapPoint({ x, y }: Point, image: Size, reach: number): Point {
  return { x: snapTo(snapTo(x, 0, reach), image.width, reach), y: snapTo(snapTo(y, 0, reach), image.height, reach) }
}

/**
 * How far a box that is being moved by (dx, dy) really moves: whole pixels, kept inside the image (a box that reaches
 * beyond it, as imported ones do, may stay but not go further), its edges pulled onto the image's within `reach` pixels.
 */
export function snapMove(rect: Rect, dx: number, dy: number, image: Size, reach: number): Point {
  return {
    x: along(rect.x, rect.w, Math.round(dx), image.width, reach),
    y: along(rect.y, rect.h, Math.round(dy), image.height, reach)
  }
}

function along(start: number, length: number, delta: number, limit: number, reach: number): number {
  const low = Math.min(0, start, limit - length)
  const high = Math.max(0, start, limit - length)
  const moved = Math.min(high, Math.max(low, start + delta))
  return snapTo(snapTo(moved, 0, reach), limit - length, reach) - start
}
