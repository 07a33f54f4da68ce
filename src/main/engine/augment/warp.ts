import type { Random } from '@shared/domain/random/random'
import type { ImageShape, Move } from './stages'

/**
 * An affine map from a pixel of the result to the place in the source that it shows:
 * `x' = a x + b y + c`, `y' = d x + e y + f`, in pixels, centres at whole numbers.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** First `inner`, then `outer`. */
function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer
  const [p, q, r, s, t, u] = inner
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f]
}

/** A linear map about the image's centre. */
function aboutCentre([height, width]: ImageShape, a: number, b: number, d: number, e: number): Affine {
  const x = (width - 1) / 2
  const y = (height - 1) / 2
  return [a, b, x - a * x - b * y, d, e, y - d * x - e * y]
}

/** Draws one move, with the ranges of Keras's layer of that name. */
function drawMove(move: Move, random: Random, shape: ImageShape): Affine {
  switch (move.class_name) {
    case 'RandomRotation': {
      const angle = random.uniform(-move.factor, move.factor) * 2 * Math.PI
      return aboutCentre(shape, Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle))
    }
    case 'RandomZoom': {
      const zoom = random.uniform(1 - move.factor, 1 + move.factor)
      return aboutCentre(shape, zoom, 0, 0, zoom)
    }
    case 'RandomFlip': {
      const horizontal = random.uniform() < 0.5 && move.mode !== 'vertical'
      const vertical = random.uniform() < 0.5 && move.mode !== 'horizontal'
      return aboutCentre(shape, horizontal ? -1 : 1, 0, 0, vertical ? -1 : 1)
    }
    case 'RandomTranslation': {
      const [height, width] = shape
      const x = random.uniform(-move.width_factor, move.width_factor) * width
      const y = random.uniform(-move.height_factor, move.height_factor) * height
      return [1, 0, -x, 0, 1, -y]
    }
  }
}

/** Draws all moves of a warp; the first in the list is applied to the image first. */
export function drawWarp(moves: readonly Move[], random: Random, shape: ImageShape): Affine {
  return moves.map(move => drawMove(move, random, shape)).reduce((first, next) => compose(first, next))
}

/** Mirrors a coordinate into the image, edge pixels repeated (`dcba|abcd|dcba`), as Keras's fill mode `reflect`. */
export function reflect(coordinate: number, size: number): number {
  const period = 2 * size
  const inPeriod = ((coordinate % period) + period) % period
  // Between the last pixel's centre and its mirror image lies that pixel.
  const folded = inPeriod >= size ? period - inPeriod - 1 : inPeriod
  return Math.min(Math.max(folded, 0), size - 1)
}

/** Warps one image with bilinear interpolation. `source` and `target` are `[height, width, channels]`, not the same array. */
export function warpImage(
  source: Float32Array,
  target: Float32Array,
  affine: ArrayLike<number>,
  shape: ImageShape
): void {
  const [height, width, channels] = shape
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = Array.from(affine)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const x = reflect(a * column + b * row + c, width)
      const y = reflect(d * column + e * row + f, height)
      const left = Math.floor(x)
      const top = Math.floor(y)
      const right = Math.min(left + 1, width - 1)
      const bottom = Math.min(top + 1, height - 1)
      for (let channel = 0; channel < channels; channel++) {
        const at = (r: number, k: number): number => source[(r * width + k) * channels + channel] ?? 0
        const upper = (left + 1 - x) * at(top, left) + (x - left) * at(top, right)
        const lower = (left + 1 - x) * at(bottom, left) + (x - left) * at(bottom, right)
        target[(row * width + column) * channels + channel] = (top + 1 - y) * upper + (y - top) * lower
      }
    }
}
