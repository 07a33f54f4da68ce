import type { Region } from '../../contract/annotations'
import { ringsOf } from '../annotation/region'
import { distance, type Point } from '../geometry/point'
import { areaOf, containsPoint, type Ring } from '../geometry/polygon'

/** What of a region lies under a point: its outline, its inside, or nothing. Whole-image regions are never hit. */
export type Hit = 'edge' | 'inside' | null

/** Tests a point against a region; `tolerance` in image pixels (screen pixels divided by the zoom). */
export function hitRegion(region: Region, point: Point, tolerance: number): Hit {
  const rings = ringsOf(region)
  if (rings.some(ring => distanceToRing(ring, point) <= tolerance)) return 'edge'
  return containsPoint(rings, point, 'evenodd') ? 'inside' : null
}

/** Area of a region in square pixels, holes taken off; 0 for a point and for the whole image. */
function areaOfRegion(region: Region): number {
  return Math.abs(ringsOf(region).reduce((sum, ring) => sum + areaOf(ring), 0))
}

interface Shape {
  readonly region: Region
}

/**
 * The shape that a click means: the smallest of those under the point, so that a box inside a box can be reached;
 * between equals the one drawn last. Null when there is none.
 */
export function pickShape<T extends Shape>(shapes: readonly T[], point: Point, tolerance: number): T | null {
  let best: T | null = null
  let smallest = Infinity
  for (const shape of shapes) {
    if (hitRegion(shape.region, point, tolerance) === null) continue
    const area = areaOfRegion(shape.region)
    if (area <= smallest) {
      smallest = area
      best = shape
    }
  }
  return best
}

function distanceToRing(ring: Ring, point: Point): number {
  let nearest = Infinity
  ring.forEach((from, index) => {
    const to = ring[(index + 1) % ring.length] ?? from
    nearest = Math.min(nearest, distanceToSegment(point, from, to))
  })
  return nearest
}

function distanceToSegment(point: Point, from: Point, to: Point): number {
  const length = distance(from, to)
  if (length === 0) return distance(point, from)
  const along = ((point.x - from.x) * (to.x - from.x) + (point.y - from.y) * (to.y - from.y)) / (length * length)
  const t = Math.min(1, Math.max(0, along))
  return distance(point, { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) })
}
