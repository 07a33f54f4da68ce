import type { Point } from '../geometry/point'
import { roundRect, type Rect, type Size } from '../geometry/rect'
import { sidesOf, type Handle } from './handles'

/** The box between two corners in any order, in whole pixels, inside the image and at least one pixel wide and high. */
export function rectFromCorners(a: Point, b: Point, image: Size): Rect {
  const [left, right] = span(a.x, b.x, image.width)
  const [top, bottom] = span(a.y, b.y, image.height)
  return { x: left, y: top, w: right - left, h: bottom - top }
}

/**
 * The box after one of its handles was taken to `to`, in whole pixels and inside the image. Pulling an edge past the
 * opposite one turns the box over. `ratio` (width / height) keeps the shape while a corner is pulled.
 */
export function resizeRect(rect: Rect, handle: Handle, to: Point, image: Size, ratio: number | null = null): Rect {
  const sides = sidesOf[handle]
  // The corner or edge that stays where it is.
  const anchor = { x: sides.x < 0 ? rect.x + rect.w : rect.x, y: sides.y < 0 ? rect.y + rect.h : rect.y }
  const target = ratio === null || sides.x === 0 || sides.y === 0 ? to : onDiagonal(anchor, to, ratio, image)
  const [left, right] = sides.x === 0 ? [rect.x, rect.x + rect.w] : span(anchor.x, target.x, image.width)
  const [top, bottom] = sides.y === 0 ? [rect.y, rect.y + rect.h] : span(anchor.y, target.y, image.height)
  return { x: left, y: top, w: right - left, h: bottom - top }
}

/** By keyboard: grows or shrinks from the lower right (`se`) or the upper left (`nw`) corner, never below one pixel. */
export function nudgeCorner(rect: Rect, corner: 'se' | 'nw', dx: number, dy: number, image: Size): Rect {
  const { x, y, w, h } = roundRect(rect)
  if (corner === 'se') {
    return {
      x,
      y,
      w: clamp(w + dx, 1, Math.max(w, image.width - x)),
      h: clamp(h + dy, 1, Math.max(h, image.height - y))
    }
  }
  const left = clamp(x + dx, Math.min(x, 0), x + w - 1)
  const top = clamp(y + dy, Math.min(y, 0), y + h - 1)
  return { x: left, y: top, w: x + w - left, h: y + h - top }
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

function span(a: number, b: number, limit: number): readonly [number, number] {
  const low = clamp(Math.round(Math.min(a, b)), 0, limit)
  const high = clamp(Math.round(Math.max(a, b)), 0, limit)
  if (high > low) return [low, high]
  return low < limit ? [low, low + 1] : [limit - 1, limit]
}

function onDiagonal(anchor: Point, to: Point, ratio: number, image: Size): Point {
  const dx = to.x - anchor.x
  const dy = to.y - anchor.y
  const roomX = dx < 0 ? anchor.x : image.width - anchor.x
  const roomY = dy < 0 ? anchor.y : image.height - anchor.y
  const w = Math.min(Math.max(Math.abs(dx), Math.abs(dy) * ratio), roomX, roomY * ratio)
  return { x: anchor.x + (dx < 0 ? -w : w), y: anchor.y + (dy < 0 ? -w : w) / ratio }
}
