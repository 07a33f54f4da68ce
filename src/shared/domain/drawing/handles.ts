import type { Point } from '../geometry/point'
import type { Rect } from '../geometry/rect'

/** The eight handles of a box, clockwise from its upper left corner. */
export const handles = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const
/** A corner or an edge that is dragged, by its point of the compass. */
export type Handle = (typeof handles)[number]

interface Sides {
  /** −1 left edge, 1 right edge, 0 neither. */
  readonly x: -1 | 0 | 1
  /** −1 upper edge, 1 lower edge, 0 neither. */
  readonly y: -1 | 0 | 1
}

/** Which edges a handle moves. */
export const sidesOf: Readonly<Record<Handle, Sides>> = {
  nw: { x: -1, y: -1 },
  n: { x: 0, y: -1 },
  ne: { x: 1, y: -1 },
  e: { x: 1, y: 0 },
  se: { x: 1, y: 1 },
  s: { x: 0, y: 1 },
  sw: { x: -1, y: 1 },
  w: { x: -1, y: 0 }
}

/** Where a handle sits on a box, in the box's own unit. */
export function handlePoint({ x, y, w, h }: Rect, handle: Handle): Point {
  const sides = sidesOf[handle]
  return { x: x + (w * (sides.x + 1)) / 2, y: y + (h * (sides.y + 1)) / 2 }
}

/**
 * The handle whose square hit area of `reach` (half its edge) holds the point, or null; corners win over edges, the
 * nearest over others. On a box too small for three hit areas side by side, edges give way, and the reach outwards
 * stays: the middle must remain free for moving.
 */
export function handleAt(rect: Rect, point: Point, reach: number): Handle | null {
  let best: Handle | null = null
  let nearest = Infinity
  for (const handle of handles) {
    const { x, y } = sidesOf[handle]
    if ((x === 0 && rect.w < reach * 4) || (y === 0 && rect.h < reach * 4)) continue
    const at = handlePoint(rect, handle)
    const inward = (length: number): number => Math.min(reach, length / 3)
    const isWithin = (delta: number, side: number, length: number): boolean =>
      delta * side >= -(side === 0 ? reach : inward(length)) && Math.abs(delta) <= reach
    if (!isWithin(point.x - at.x, x, rect.w) || !isWithin(point.y - at.y, y, rect.h)) continue
    const distance = Math.hypot(point.x - at.x, point.y - at.y)
    if (distance < nearest) {
      nearest = distance
      best = handle
    }
  }
  return best
}
