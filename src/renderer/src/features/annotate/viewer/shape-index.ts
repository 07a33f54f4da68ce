import RBush from 'rbush'
import type { Point } from '@shared/domain/geometry/point'
import type { Rect } from '@shared/domain/geometry/rect'
import type { Shape } from './shapes'

interface Entry {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
  /** Position in the list: later ones lie on top. */
  readonly order: number
  readonly shape: Shape
}

/** Which shapes lie where, without going through all of them: an R-tree over their bounds. */
export interface ShapeIndex {
  readonly size: number
  /** Shapes whose bounds touch the rectangle, in drawing order. */
  within(rect: Rect): readonly Shape[]
  around(point: Point, tolerance: number): readonly Shape[]
}

export function createShapeIndex(shapes: readonly Shape[]): ShapeIndex {
  const tree = new RBush<Entry>(16)
  tree.load(
    shapes.map((shape, order) => {
      const { x, y, w, h } = shape.bounds
      return { minX: x, minY: y, maxX: x + w, maxY: y + h, order, shape }
    })
  )
  function within({ x, y, w, h }: Rect): readonly Shape[] {
    const found = tree.search({ minX: x, minY: y, maxX: x + w, maxY: y + h })
    return found.sort((a, b) => a.order - b.order).map(({ shape }) => shape)
  }
  return {
    size: shapes.length,
    within,
    around: ({ x, y }, tolerance) => within({ x: x - tolerance, y: y - tolerance, w: 2 * tolerance, h: 2 * tolerance })
  }
}
