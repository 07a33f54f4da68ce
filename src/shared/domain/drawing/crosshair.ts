import type { Point } from '../geometry/point'
import { rectFromCorners } from './resize'
import type { Rect, Size } from '../geometry/rect'

/** Drawing a box without a mouse: a crosshair that arrows move, and the first corner once it is set. Pixels. */
export interface Crosshair {
  readonly at: Point
  readonly start: Point | null
}

/** Starts in the middle of what is seen, kept inside the image and on whole pixels. */
export function startCrosshair(middle: Point, image: Size): Crosshair {
  return { at: inside(middle, image), start: null }
}

/** The crosshair after an arrow key of (dx, dy) pixels. */
export function moveCrosshair(crosshair: Crosshair, dx: number, dy: number, image: Size): Crosshair {
  return { ...crosshair, at: inside({ x: crosshair.at.x + dx, y: crosshair.at.y + dy }, image) }
}

/** The first Enter sets a corner. */
export function setCorner(crosshair: Crosshair): Crosshair {
  return { ...crosshair, start: crosshair.at }
}

/** The box between the first corner and the crosshair; null before the first corner or while they coincide. */
export function crosshairRect({ at, start }: Crosshair, image: Size): Rect | null {
  if (start === null || (start.x === at.x && start.y === at.y)) return null
  return rectFromCorners(start, at, image)
}

function inside({ x, y }: Point, { width, height }: Size): Point {
  return { x: Math.min(width, Math.max(0, Math.round(x))), y: Math.min(height, Math.max(0, Math.round(y))) }
}
