import type { Point } from './point'

/** Most segments that one curve becomes; 1,024 keep a circle of 50,000 px radius within a quarter of a pixel. */
const MAX_SEGMENTS = 1024

/** Points along a cubic Bézier curve, without its start, at most `tolerance` off the true curve. */
export function cubicPoints(from: Point, c1: Point, c2: Point, to: Point, tolerance: number): readonly Point[] {
  const bend = Math.max(
    Math.hypot(from.x - 2 * c1.x + c2.x, from.y - 2 * c1.y + c2.y),
    Math.hypot(c1.x - 2 * c2.x + to.x, c1.y - 2 * c2.y + to.y)
  )
  const count = segments(Math.sqrt((0.75 * bend) / tolerance))
  return Array.from({ length: count }, (_, index) => {
    const t = (index + 1) / count
    const u = 1 - t
    const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
    return { x: p * from.x + q * c1.x + r * c2.x + s * to.x, y: p * from.y + q * c1.y + r * c2.y + s * to.y }
  })
}

/** Points along a quadratic Bézier curve, without its start. */
export function quadraticPoints(from: Point, control: Point, to: Point, tolerance: number): readonly Point[] {
  const towards = (end: Point): Point => ({
    x: end.x + (2 / 3) * (control.x - end.x),
    y: end.y + (2 / 3) * (control.y - end.y)
  })
  return cubicPoints(from, towards(from), towards(to), to, tolerance)
}

/** The arguments of an elliptical arc command; the rotation is in degrees. */
export interface Arc {
  readonly rx: number
  readonly ry: number
  readonly rotation: number
  readonly large: boolean
  readonly sweep: boolean
}

/** Points along an elliptical arc, without its start (SVG 2, appendix B.2.4 and B.2.5). */
export function arcPoints(from: Point, arc: Arc, to: Point, tolerance: number): readonly Point[] {
  let rx = Math.abs(arc.rx)
  let ry = Math.abs(arc.ry)
  if (rx === 0 || ry === 0) return [to]
  if (from.x === to.x && from.y === to.y) return []
  const cos = Math.cos((arc.rotation * Math.PI) / 180)
  const sin = Math.sin((arc.rotation * Math.PI) / 180)
  const dx = (from.x - to.x) / 2
  const dy = (from.y - to.y) / 2
  const px = cos * dx + sin * dy
  const py = cos * dy - sin * dx
  const excess = (px / rx) ** 2 + (py / ry) ** 2
  if (excess > 1) {
    rx *= Math.sqrt(excess)
    ry *= Math.sqrt(excess)
  }
  const rest = (rx * py) ** 2 + (ry * px) ** 2
  const factor = (arc.large === arc.sweep ? -1 : 1) * Math.sqrt(Math.max(0, ((rx * ry) ** 2 - rest) / rest))
  const ux = (factor * rx * py) / ry
  const uy = (-factor * ry * px) / rx
  const cx = cos * ux - sin * uy + (from.x + to.x) / 2
  const cy = sin * ux + cos * uy + (from.y + to.y) / 2
  const start = Math.atan2((py - uy) / ry, (px - ux) / rx)
  const end = Math.atan2((-py - uy) / ry, (-px - ux) / rx)
  let span = end - start
  if (arc.sweep && span < 0) span += 2 * Math.PI
  if (!arc.sweep && span > 0) span -= 2 * Math.PI
  if (!Number.isFinite(span)) return [to]
  const step = 2 * Math.acos(1 - Math.min(0.5, tolerance / Math.max(rx, ry)))
  const count = segments(Math.abs(span) / step)
  const points = Array.from({ length: count }, (_, index) => {
    const angle = start + (span * (index + 1)) / count
    const x = rx * Math.cos(angle)
    const y = ry * Math.sin(angle)
    return { x: cos * x - sin * y + cx, y: sin * x + cos * y + cy }
  })
  points[count - 1] = to
  return points
}

function segments(wanted: number): number {
  return Number.isFinite(wanted) ? Math.min(MAX_SEGMENTS, Math.max(1, Math.ceil(wanted))) : 1
}
