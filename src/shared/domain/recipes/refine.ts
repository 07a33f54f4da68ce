import { smoothValues } from './mask'
import type { Pixels } from './pixels'

/** Levels per channel of the colour histograms; more would leave most bins of a small picture empty. */
const LEVELS = 12
const ROUNDS = 2
/** How much a pixel's colour counts beside its place. */
const COLOR_WEIGHT = 1
/** Log-odds of garment at the border and, added to it, in the middle. */
const AT_BORDER = -2
const TOWARDS_MIDDLE = 2.2

/**
 * Improves a guess of garment (1) and ground (0): colours that occur mostly in the garment so far pull pixels to it,
 * likewise for the ground, with a leaning to garment in the middle and to ground at the border. Expectation and
 * maximisation over two colour histograms, smoothed over neighbours.
 */
export function refineGarment(source: Pixels, guess: Uint8Array): Uint8Array {
  const { width, height } = source
  const bins = colorBins(source)
  const place = placeOdds(width, height)
  let garment = Float32Array.from(guess, (value, pixel) => 0.75 * value + 0.25 * logistic(place[pixel] ?? 0))
  for (let round = 0; round < ROUNDS; round++) {
    const odds = colorOdds(bins, garment)
    const logits = place.map(
      (value, pixel) => value + (guess[pixel] ? 0.6 : -0.6) + COLOR_WEIGHT * (odds[bins[pixel] ?? 0] ?? 0)
    )
    garment = smoothValues(logits, width, height, 2).map(logistic)
  }
  return Uint8Array.from(garment, value => Number(value > 0.5))
}

function colorBins({ width, height, channels, data }: Pixels): Uint16Array {
  return new Uint16Array(width * height).map((_, pixel) => {
    let bin = 0
    for (let channel = 0; channel < channels; channel++) {
      bin = bin * LEVELS + Math.floor(((data[pixel * channels + channel] ?? 0) * LEVELS) / 256)
    }
    return bin
  })
}

function placeOdds(width: number, height: number): Float32Array {
  return new Float32Array(width * height).map((_, pixel) => {
    const x = ((pixel % width) + 0.5) / width
    const y = (Math.floor(pixel / width) + 0.5) / height
    const inside = Math.min(1, 5 * Math.min(x, 1 - x, y, 1 - y))
    return AT_BORDER + TOWARDS_MIDDLE * inside
  })
}

/** Log of how much more often each colour occurs in the garment than in the ground. */
function colorOdds(bins: Uint16Array, garment: Float32Array): Float32Array {
  const inside = new Float32Array(LEVELS ** 3)
  const outside = new Float32Array(LEVELS ** 3)
  let total = 0
  bins.forEach((bin, pixel) => {
    const share = garment[pixel] ?? 0
    inside[bin]! += share
    outside[bin]! += 1 - share
    total += share
  })
  const rest = bins.length - total
  return inside.map((count, bin) => Math.log((count / total + 1e-4) / ((outside[bin] ?? 0) / rest + 1e-4)))
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
