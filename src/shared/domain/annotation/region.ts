import type { Region } from '../../contract/annotations'
import { boundsOf, type Rect, type Size } from '../geometry/rect'
import { asRotatedRect, cornersOfRotated } from '../geometry/rotated-rect'
import type { Point } from '../geometry/point'
import type { Ring } from '../geometry/polygon'

/** A region of the whole image or canvas. */
export const WHOLE: Region = { kind: 'whole' }

/** Turns a drawn shape's rings into the plainest region that says the same: rectangle, turned one, point or polygon. */
export function regionOfRings(rings: readonly Ring[]): Region | null {
  const drawn = rings.map(withoutClosingPoint).filter(ring => ring.length > 0)
  const [first, ...more] = drawn
  if (!first) return null
  const [start, next] = first
  if (more.length === 0 && start && !next) return { kind: 'point', x: start.x, y: start.y }
  const rect = more.length === 0 ? asRotatedRect(first) : null
  if (rect) return isUpright(rect.rotation) ? uprightOf(first) : { kind: 'rotated', ...rect }
  const areas = drawn.filter(ring => ring.length > 1)
  return areas.length === 0 ? null : { kind: 'polygon', rings: areas.map(ring => atLeastThree(ring).map(toTuple)) }
}

/** The corner or outline points of a region; none for `whole`. */
export function pointsOf(region: Region): readonly Point[] {
  return ringsOf(region).flat()
}

/** A region's outline as rings; none for `whole`, a single point for `point`. */
export function ringsOf(region: Region): readonly Ring[] {
  switch (region.kind) {
    case 'whole':
      return []
    case 'rect':
      return [cornersOfRotated({ ...region, rotation: 0 })]
    case 'rotated':
      return [cornersOfRotated(region)]
    case 'polygon':
      return region.rings.map(ring => ring.map(([x, y]) => ({ x, y })))
    case 'point':
      return [[{ x: region.x, y: region.y }]]
  }
}

/** The upright box around a region; of the whole canvas when `region` is whole (null if its size is unknown). */
export function boundsOfRegion(region: Region, canvas: Size | null): Rect | null {
  if (region.kind === 'whole') return canvas && { x: 0, y: 0, w: canvas.width, h: canvas.height }
  if (region.kind === 'rect') return { x: region.x, y: region.y, w: region.w, h: region.h }
  return boundsOf(pointsOf(region))
}

/** Moves a region between two pixel grids of the same view, such as from a canvas to its image. */
export function scaleRegion(region: Region, from: Size, to: Size): Region {
  const sx = to.width / from.width
  const sy = to.height / from.height
  if (sx === 1 && sy === 1) return region
  switch (region.kind) {
    case 'whole':
      return region
    case 'rect':
      return { kind: 'rect', x: region.x * sx, y: region.y * sy, w: region.w * sx, h: region.h * sy }
    case 'point':
      return { kind: 'point', x: region.x * sx, y: region.y * sy }
    case 'polygon':
      return { kind: 'polygon', rings: region.rings.map(ring => ring.map(([x, y]) => [x * sx, y * sy])) }
    case 'rotated': {
      // Unequal scales shear a turned rectangle; regionOfRings keeps it a rectangle where it still is one.
      const scaled = ringsOf(region).map(ring => ring.map(({ x, y }) => ({ x: x * sx, y: y * sy })))
      return regionOfRings(scaled) ?? region
    }
  }
}

function isUpright(degrees: number): boolean {
  return Math.abs(degrees / 90 - Math.round(degrees / 90)) < 1e-4
}

function uprightOf(ring: Ring): Region | null {
  const bounds = boundsOf(ring)
  return bounds && { kind: 'rect', ...bounds }
}

function withoutClosingPoint(ring: Ring): Ring {
  const start = ring[0]
  const end = ring.at(-1)
  return ring.length > 1 && start && end && start.x === end.x && start.y === end.y ? ring.slice(0, -1) : ring
}

/** A line is there and back again: a ring has three points at least. */
function atLeastThree(ring: Ring): Ring {
  return ring.length === 2 ? [...ring, ...ring.slice(0, 1)] : ring
}

function toTuple({ x, y }: Point): [number, number] {
  return [x, y]
}
