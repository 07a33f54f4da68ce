import type { Point } from './point'

/** A 2-D affine map in SVG's order: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** The map that changes nothing. */
export const IDENTITY: Affine = [1, 0, 0, 1, 0, 0]

/** Applies `inner` first, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer
  const [p, q, r, s, t, u] = inner
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f]
}

/** Maps a point. */
export function transformPoint([a, b, c, d, e, f]: Affine, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f }
}

/** How much a map enlarges a length at most (an upper bound). */
export function scaleOf([a, b, c, d]: Affine): number {
  return Math.hypot(a, b, c, d)
}

/** Reads an SVG `transform` attribute; null when it isn't one (an invalid list disables the element's drawing). */
export function parseTransform(text: string): Affine | null {
  let result = IDENTITY
  let end = 0
  for (const match of text.matchAll(/[\s,]*(matrix|translate|scale|rotate|skewX|skewY)\s{0,9}\(([^()]*)\)/gy)) {
    const numbers = (match[2] ?? '').split(/[\s,]+/).flatMap(token => (token === '' ? [] : [Number(token)]))
    const step = numbers.every(Number.isFinite) ? oneTransform(match[1] ?? '', numbers) : null
    if (!step) return null
    result = compose(result, step)
    end = match.index + match[0].length
  }
  return text.slice(end).trim() === '' ? result : null
}

function oneTransform(name: string, numbers: readonly number[]): Affine | null {
  const [p, q, r, s, t, u] = numbers
  if (p === undefined) return null
  switch (name) {
    case 'matrix':
      return q === undefined || r === undefined || s === undefined || t === undefined || u === undefined
        ? null
        : [p, q, r, s, t, u]
    case 'translate':
      return [1, 0, 0, 1, p, q ?? 0]
    case 'scale':
      return [p, 0, 0, q ?? p, 0, 0]
    case 'rotate':
      return rotation(p, q ?? 0, r ?? 0)
    case 'skewX':
      return [1, 0, Math.tan((p * Math.PI) / 180), 1, 0, 0]
    case 'skewY':
      return [1, Math.tan((p * Math.PI) / 180), 0, 1, 0, 0]
    default:
      return null
  }
}

function rotation(degrees: number, x: number, y: number): Affine {
  const cos = Math.cos((degrees * Math.PI) / 180)
  const sin = Math.sin((degrees * Math.PI) / 180)
  return [cos, sin, -sin, cos, x - x * cos + y * sin, y - x * sin - y * cos]
}
