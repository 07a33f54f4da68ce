import { borderPositions, medianColor } from './border'
import type { Pixels } from './pixels'
import { keepLargeParts, reachableFromBorder, smoothMask } from './mask'
import { refineGarment } from './refine'
import { resizeMask, resizePixels, shrunkSize } from './resample'

/** Longer side of the small picture on which garment and ground are told apart; model inputs are smaller anyway. */
const WORKING_SIDE = 160
/** Colours that a ground may have: wall and floor, or a cloth and its shadow. */
const GROUND_COLORS = 3
/** A border colour seen on less than this share of the border is taken for a garment that touches it. */
const LEAST_SHARE = 0.15
/** Shares of the picture outside of which a garment isn't believed. */
const BELIEVABLE = { least: 0.03, most: 0.97 }

/**
 * Tells garment (1) from ground (0) for every pixel of a grey or RGB picture: ground is what has a border colour and is
 * connected with the border. `tolerance` in [0, 1] is the least colour distance of a garment. Null when that finds next
 * to nothing or next to everything, so that no step relies on it.
 */
export function findGarment(source: Pixels, tolerance: number): Uint8Array | null {
  const { width, height } = shrunkSize(source, WORKING_SIDE)
  const small = resizePixels(source, width, height, 'area')
  const distances = distancesToGround(small)
  const limit = Math.max(tolerance * 255, otsuThreshold(distances))
  const likeGround = distances.map(value => Number(value < limit))
  const ground = reachableFromBorder(likeGround, width, height)
  const garment = refineGarment(
    small,
    ground.map(value => 1 - value)
  )
  const cleaned = keepLargeParts(smoothMask(garment, width, height), width, height)
  const share = cleaned.reduce((sum, value) => sum + value, 0) / cleaned.length
  if (share < BELIEVABLE.least || share > BELIEVABLE.most) return null
  return resizeMask(cleaned, small, source)
}

/** Distance of every pixel from the nearest ground colour, 0 … 255; brightness counts half, for shadows' sake. */
function distancesToGround(source: Pixels): Uint8Array {
  const { channels, data } = source
  const colors = groundColors(source)
  const distances = new Uint8Array(source.width * source.height)
  for (let pixel = 0; pixel < distances.length; pixel++) {
    let nearest = Infinity
    for (const color of colors) nearest = Math.min(nearest, colorDistance(data, pixel * channels, color, channels))
    distances[pixel] = Math.min(255, nearest)
  }
  return distances
}

function colorDistance(data: Uint8Array, at: number, color: Uint8Array, channels: number): number {
  if (channels < 3) return Math.abs((data[at] ?? 0) - (color[0] ?? 0))
  const red = (data[at] ?? 0) - (color[0] ?? 0)
  const green = (data[at + 1] ?? 0) - (color[1] ?? 0)
  const blue = (data[at + 2] ?? 0) - (color[2] ?? 0)
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue
  return Math.sqrt(0.5 * luma * luma + (red - luma) ** 2 + (blue - luma) ** 2)
}

/** Up to three colours of the border by k-means from its median and what lies farthest from it. */
function groundColors(source: Pixels): readonly Uint8Array[] {
  const { channels, data } = source
  const border = borderPositions(source)
  let colors = [medianColor(source, border)]
  let members: Int32Array[] = [border]
  for (let round = 0; round < 8; round++) {
    const nearest = Array.from(border, position => {
      const distances = colors.map(color => colorDistance(data, position * channels, color, channels))
      const distance = Math.min(...distances)
      return { position, distance, color: distances.indexOf(distance) }
    })
    members = colors.map((_, color) =>
      Int32Array.from(
        nearest.filter(item => item.color === color),
        item => item.position
      )
    )
    colors = members.map((positions, color) => (positions.length ? medianColor(source, positions) : colors[color]!))
    if (colors.length < GROUND_COLORS && round % 2 === 0) {
      const far = nearest.reduce((a, b) => (b.distance > a.distance ? b : a))
      const start = far.position * channels
      if (far.distance > 25) colors = [...colors, data.slice(start, start + channels)]
    }
  }
  return colors.filter((_, color) => (members[color]?.length ?? 0) >= LEAST_SHARE * border.length)
}

/** Threshold between two groups of values that parts them best (Otsu 1979). */
function otsuThreshold(values: Uint8Array): number {
  const counts = new Float64Array(256)
  let total = 0
  for (const value of values) {
    counts[value]! += 1
    total += value
  }
  let best = 0
  let highest = -1
  let below = 0
  let sumBelow = 0
  for (let limit = 1; limit < 256; limit++) {
    below += counts[limit - 1] ?? 0
    sumBelow += (limit - 1) * (counts[limit - 1] ?? 0)
    const above = values.length - below
    if (below === 0 || above === 0) continue
    const between = below * above * (sumBelow / below - (total - sumBelow) / above) ** 2
    if (between > highest) {
      highest = between
      best = limit
    }
  }
  return best
}
