/** A position in pixels, y downwards. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Euclidean distance. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y)
}

/** z of the cross product of `b − a` and `c − a`: twice the signed area of the triangle. */
export function cross(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}
