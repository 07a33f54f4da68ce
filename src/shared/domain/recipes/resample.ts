import type { Kernel } from '@shared/contract/recipe'
import type { Size } from '../geometry/rect'
import { blankPixels, type Pixels } from './pixels'

interface Filter {
  /** Distance from the centre, in source pixels, beyond which the weight is 0. */
  readonly support: number
  readonly weight: (x: number) => number
}

const FILTERS: { readonly [kernel in Exclude<Kernel, 'nearest'>]: Filter } = {
  area: { support: 0.5, weight: x => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: x => Math.max(0, 1 - Math.abs(x)) },
  cubic: { support: 2, weight: keys },
  lanczos3: { support: 3, weight: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) }
}

/** Keys' cubic convolution with a = −0.5 (Keys 1981). */
function keys(x: number): number {
  const d = Math.abs(x)
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI)
}

// Pillow's fixed point for 8-bit pictures: 8 bits of value, 2 of headroom for overshoot, the rest for weights.
const PRECISION = 32 - 8 - 2
const HALF = 1 << (PRECISION - 1)

/** For each target position the first source position and its weights, in fixed point. */
interface Weights {
  readonly starts: Int32Array
  readonly counts: Int32Array
  readonly values: Int32Array
  /** Distance between the weights of neighbouring target positions. */
  readonly stride: number
}

/**
 * Resizes as `Image.resize` of Pillow 11 does, bit for bit: kernels widened when shrinking (so without aliasing),
 * horizontal pass first, each pass rounded to 8 bits. Pillow 13 chooses the order of passes by cost and so rounds apart.
 */
export function resizePixels(source: Pixels, width: number, height: number, kernel: Kernel): Pixels {
  if (kernel === 'nearest') return pickNearest(source, width, height)
  const filter = FILTERS[kernel]
  const across = width === source.width ? source : resampleRows(source, weigh(source.width, width, filter))
  return height === source.height ? across : resampleColumns(across, weigh(source.height, height, filter))
}

function weigh(from: number, to: number, filter: Filter): Weights {
  const scale = from / to
  const widening = Math.max(scale, 1)
  const support = filter.support * widening
  const stride = Math.ceil(support) * 2 + 1
  const starts = new Int32Array(to)
  const counts = new Int32Array(to)
  const values = new Int32Array(to * stride)
  const exact = new Float64Array(stride)
  for (let target = 0; target < to; target++) {
    const centre = (target + 0.5) * scale
    const start = Math.max(0, Math.trunc(centre - support + 0.5))
    const count = Math.min(from, Math.trunc(centre + support + 0.5)) - start
    let sum = 0
    for (let at = 0; at < count; at++) {
      const weight = filter.weight((at + start - centre + 0.5) / widening)
      exact[at] = weight
      sum += weight
    }
    for (let at = 0; at < count; at++) {
      const weight = ((exact[at] ?? 0) / sum) * (1 << PRECISION)
      values[target * stride + at] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5)
    }
    starts[target] = start
    counts[target] = count
  }
  return { starts, counts, values, stride }
}

function resampleRows(source: Pixels, weights: Weights): Pixels {
  const { channels, height } = source
  const width = weights.starts.length
  const result = blankPixels(width, height, channels)
  for (let y = 0; y < height; y++) {
    const row = y * source.width * channels
    for (let x = 0; x < width; x++) {
      const start = row + (weights.starts[x] ?? 0) * channels
      for (let channel = 0; channel < channels; channel++) {
        result.data[(y * width + x) * channels + channel] = blend(source.data, start + channel, channels, weights, x)
      }
    }
  }
  return result
}

function resampleColumns(source: Pixels, weights: Weights): Pixels {
  const height = weights.starts.length
  const result = blankPixels(source.width, height, source.channels)
  const length = source.width * source.channels
  for (let y = 0; y < height; y++) {
    const start = (weights.starts[y] ?? 0) * length
    for (let at = 0; at < length; at++)
      result.data[y * length + at] = blend(source.data, start + at, length, weights, y)
  }
  return result
}

function blend(data: Uint8Array, start: number, step: number, weights: Weights, target: number): number {
  const first = target * weights.stride
  const count = weights.counts[target] ?? 0
  let sum = HALF
  for (let at = 0; at < count; at++) sum += (data[start + at * step] ?? 0) * (weights.values[first + at] ?? 0)
  return Math.min(255, Math.max(0, sum >> PRECISION))
}

function pickNearest(source: Pixels, width: number, height: number): Pixels {
  const { channels } = source
  const result = blankPixels(width, height, channels)
  const columns = nearestPositions(source.width, width)
  nearestPositions(source.height, height).forEach((row, y) => {
    columns.forEach((column, x) => {
      const from = (row * source.width + column) * channels
      const to = (y * width + x) * channels
      for (let channel = 0; channel < channels; channel++) result.data[to + channel] = source.data[from + channel] ?? 0
    })
  })
  return result
}

/** Source position under each target's centre; positions are added up as in Pillow, so that ties round as there. */
function nearestPositions(from: number, to: number): Int32Array {
  const step = from / to
  let position = step / 2
  return new Int32Array(to).map(() => {
    const nearest = Math.min(from - 1, Math.floor(position))
    position += step
    return nearest
  })
}

/** The size of a picture after its longer side has been limited to `side` pixels, proportions kept. */
export function shrunkSize({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** A mask (0 or 1 per pixel) for another size of its picture: the nearer half decides. */
export function resizeMask(mask: Uint8Array, from: Size, to: Size): Uint8Array {
  if (from.width === to.width && from.height === to.height) return mask
  const grey = { width: from.width, height: from.height, channels: 1, data: mask.map(value => 255 * value) }
  return resizePixels(grey, to.width, to.height, 'bilinear').data.map(value => Number(value >= 128))
}
