import { cross, distance, type Point } from './point'

/** A closed line of points; the last one joins the first. */
export type Ring = readonly Point[]

/** How overlapping rings fill (SVG 2, 13.4.2). */
export type FillRule = 'nonzero' | 'evenodd'

/** Signed area of a ring (shoelace); positive when clockwise on screen. */
export function areaOf(ring: Ring): number {
  let twice = 0
  ring.forEach((p, index) => {
    const q = ring[(index + 1) % ring.length] ?? p
    twice += p.x * q.y - q.x * p.y
  })
  return twice / 2
}

/** Whether a point lies inside rings under a fill rule. */
export function containsPoint(rings: readonly Ring[], point: Point, rule: FillRule): boolean {
  let winding = 0
  let crossings = 0
  for (const ring of rings)
    ring.forEach((p, index) => {
      const q = ring[(index + 1) % ring.length] ?? p
      if (p.y <= point.y === q.y <= point.y) return
      const side = cross(p, q, point)
      if (q.y > p.y ? side > 0 : side < 0) {
        winding += q.y > p.y ? 1 : -1
        crossings++
      }
    })
  return rule === 'nonzero' ? winding !== 0 : crossings % 2 === 1
}

/** Drops repeated points and points within `tolerance` pixels of the line through their neighbours. */
export function withoutCollinear(ring: Ring, tolerance = 0.01): Ring {
  const kept: Point[] = []
  for (const point of ring) {
    const last = kept.at(-1)
    if (!last || distance(last, point) > tolerance) kept.push(point)
  }
  const start = kept[0]
  const end = kept.at(-1)
  if (kept.length > 1 && start && end && distance(start, end) <= tolerance) kept.pop()
  return kept.filter((point, index) => {
    const before = kept[(index + kept.length - 1) % kept.length]
    const after = kept[(index + 1) % kept.length]
    if (!before || !after || kept.length < 3) return true
    const base = distance(before, after)
    // A spike that turns back on itself is no straight continuation: only points between their neighbours go.
    const between = distance(before, point) <= base + tolerance && distance(point, after) <= base + tolerance
    return base === 0 || !between || Math.abs(cross(before, after, point)) / base > tolerance
  })
}
