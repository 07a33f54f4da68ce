import { cross, distance, type Point } from './point'
import { withoutCollinear, type Ring } from './polygon'
import type { Rect } from './rect'

/** A box turned about its centre; `x, y, w, h` are those of the box before turning. */
export interface RotatedRect extends Rect {
  /** Degrees, clockwise on screen, in (-180, 180]. */
  readonly rotation: number
}

/** The four corners: clockwise on screen from the one that is upper left before turning. */
export function cornersOfRotated({ x, y, w, h, rotation }: RotatedRect): readonly [Point, Point, Point, Point] {
  const radians = (rotation * Math.PI) / 180
  const cos = Math.cos(radians)
  const sin = Math.sin(radians)
  const corner = (right: number, down: number): Point => ({
    x: x + w / 2 + (right * w * cos - down * h * sin) / 2,
    y: y + h / 2 + (right * w * sin + down * h * cos) / 2
  })
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
}

/**
 * Recognises a rectangle in a ring, also one whose sides carry extra points (Mirador 2 draws eight); null when its
 * corners are off by more than `tolerance` pixels. Width runs along the ring's first side.
 */
export function asRotatedRect(ring: Ring, tolerance = 0.05): RotatedRect | null {
  const [a, b, c, d, ...rest] = withoutCollinear(ring)
  if (!a || !b || !c || !d || rest.length > 0) return null
  // A ring that runs the other way round is the same rectangle, entered from its other side.
  if (cross(a, b, c) < 0) return fromClockwise([a, d, c, b], tolerance)
  return fromClockwise([a, b, c, d], tolerance)
}

function fromClockwise(corners: readonly [Point, Point, Point, Point], tolerance: number): RotatedRect | null {
  const [a, b, c] = corners
  const w = distance(a, b)
  const h = distance(b, c)
  if (w <= tolerance || h <= tolerance) return null
  const angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
  const rect = {
    x: (a.x + c.x - w) / 2,
    y: (a.y + c.y - h) / 2,
    w,
    h,
    rotation: angle === -180 ? 180 : angle
  }
  const ideal = cornersOfRotated(rect)
  return corners.every((point, index) => distance(point, ideal[index] ?? point) <= tolerance) ? rect : null
}
