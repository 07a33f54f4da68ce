import type { Budget } from '../json/budget'
import { arcPoints, cubicPoints, quadraticPoints } from './curves'
import { pathCommands } from './path-commands'
import type { Point } from './point'
import type { Ring } from './polygon'

/** Farthest that a flattened curve lies from the true one, in pixels. */
export const FLATNESS = 0.1

/**
 * Flattens SVG path data (all commands, absolute and relative) to rings in the path's own units. Open lines are
 * closed, as filling does. Coordinates beyond ±1e9 end the path.
 */
export function flattenPath(data: string, budget: Budget, tolerance = FLATNESS): readonly Ring[] {
  const rings: Ring[] = []
  let ring: Point[] = []
  let at: Point = { x: 0, y: 0 }
  let start: Point = at
  // Where the last curve's control point was, for the smooth commands; null after anything else.
  let cubicControl: Point | null = null
  let quadraticControl: Point | null = null
  const finish = (): void => {
    if (ring.length > 0) rings.push(ring)
    ring = []
  }

  for (const { letter, args } of pathCommands(data)) {
    const command = letter.toLowerCase()
    const origin: Point = letter === command ? at : { x: 0, y: 0 }
    const [p = 0, q = 0, r = 0, s = 0, t = 0] = args
    const point = (index: number): Point => ({
      x: origin.x + (args[index] ?? 0),
      y: origin.y + (args[index + 1] ?? 0)
    })
    const mirrored = (control: Point | null): Point =>
      control ? { x: 2 * at.x - control.x, y: 2 * at.y - control.y } : at
    let added: readonly Point[] = []
    let nextCubic: Point | null = null
    let nextQuadratic: Point | null = null

    switch (command) {
      case 'm':
        finish()
        start = point(0)
        added = [start]
        break
      case 'l':
        added = [point(0)]
        break
      case 'h':
        added = [{ x: origin.x + p, y: at.y }]
        break
      case 'v':
        added = [{ x: at.x, y: origin.y + p }]
        break
      case 'c':
        nextCubic = point(2)
        added = cubicPoints(at, point(0), nextCubic, point(4), tolerance)
        break
      case 's':
        nextCubic = point(0)
        added = cubicPoints(at, mirrored(cubicControl), nextCubic, point(2), tolerance)
        break
      case 'q':
        nextQuadratic = point(0)
        added = quadraticPoints(at, nextQuadratic, point(2), tolerance)
        break
      case 't':
        nextQuadratic = mirrored(quadraticControl)
        added = quadraticPoints(at, nextQuadratic, point(0), tolerance)
        break
      case 'a':
        added = arcPoints(at, { rx: p, ry: q, rotation: r, large: s === 1, sweep: t === 1 }, point(5), tolerance)
        break
      default:
        finish()
        at = start
    }
    budget.spend(1 + added.length)
    if (!added.every(isReasonable)) break
    // After a closepath the next line starts at the subpath's start without a moveto; data must begin with one.
    if (ring.length === 0 && command !== 'm' && command !== 'z') {
      if (rings.length === 0) break
      ring.push(at)
    }
    ring.push(...added)
    at = added.at(-1) ?? at
    cubicControl = nextCubic
    quadraticControl = nextQuadratic
  }
  finish()
  return rings
}

function isReasonable({ x, y }: Point): boolean {
  return Math.abs(x) <= 1e9 && Math.abs(y) <= 1e9
}
