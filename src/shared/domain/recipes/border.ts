import type { Fill } from '@shared/contract/recipe'
import type { Pixels } from './pixels'

/** Share of the shorter side that counts as border. */
const BAND = 0.03

/** Positions (y * width + x) of the outermost pixels: a band of 3 % of the shorter side, one pixel at least. */
export function borderPositions({ width, height }: Pixels): Int32Array {
  const band = Math.max(1, Math.round(BAND * Math.min(width, height)))
  const positions: number[] = []
  for (let y = 0; y < height; y++) {
    const inside = y >= band && y < height - band
    for (let x = 0; x < width; x++) {
      if (inside && x === band && width > 2 * band) x = width - band
      positions.push(y * width + x)
    }
  }
  return Int32Array.from(positions)
}

/** Median of each channel over the border, which a garment that touches it here and there doesn't move. */
export function borderColor(source: Pixels): Uint8Array {
  return medianColor(source, borderPositions(source))
}

/** Median of each channel over some positions; 0 without any. */
export function medianColor({ channels, data }: Pixels, positions: Int32Array): Uint8Array {
  const median = new Uint8Array(channels)
  for (let channel = 0; channel < channels; channel++) {
    const counts = new Int32Array(256)
    for (const position of positions) counts[data[position * channels + channel] ?? 0]! += 1
    let seen = 0
    let value = 0
    while (value < 255 && (seen += counts[value] ?? 0) * 2 < positions.length) value++
    median[channel] = value
  }
  return median
}

/** The colour that a fill stands for in this picture. */
export function fillColor(source: Pixels, fill: Fill): Uint8Array {
  if (fill === 'border') return borderColor(source)
  return new Uint8Array(source.channels).fill(fill === 'white' ? 255 : 0)
}
