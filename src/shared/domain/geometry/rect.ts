import type { Point } from './point'

/** An axis-aligned box: upper left corner and size, y downwards, in pixels unless said otherwise. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** Width and height of an image or canvas, in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The smallest box around points; null for none. */
export function boundsOf(points: Iterable<Point>): Rect | null {
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  for (const { x, y } of points) {
    if (x < left) left = x
    if (x > right) right = x
    if (y < top) top = y
    if (y > bottom) bottom = y
  }
  return left === Infinity ? null : { x: left, y: top, w: right - left, h: bottom - top }
}

/** The part of a box inside `0,0,width,height`; null when nothing is left. */
export function clampRect(rect: Rect, size: Size): Rect | null {
  return intersectRects(rect, { x: 0, y: 0, w: size.width, h: size.height })
}

/** The common part of two boxes; null when they share no area. */
export function intersectRects(a: Rect, b: Rect): Rect | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const w = Math.min(a.x + a.w, b.x + b.w) - x
  const h = Math.min(a.y + a.h, b.y + b.h) - y
  return w > 0 && h > 0 ? { x, y, w, h } : null
}

/** Rounds every edge to whole pixels (each moves by at most half a pixel); a sliver keeps one pixel. */
export function roundRect(rect: Rect): Rect {
  const x = Math.round(rect.x)
  const y = Math.round(rect.y)
  return { x, y, w: Math.max(1, Math.round(rect.x + rect.w) - x), h: Math.max(1, Math.round(rect.y + rect.h) - y) }
}

/** Whether two boxes' edges lie at most `tolerance` pixels apart. */
export function isNearRect(a: Rect, b: Rect, tolerance: number): boolean {
  return (
    Math.abs(a.x - b.x) <= tolerance &&
    Math.abs(a.y - b.y) <= tolerance &&
    Math.abs(a.x + a.w - b.x - b.w) <= tolerance &&
    Math.abs(a.y + a.h - b.y - b.h) <= tolerance
  )
}
