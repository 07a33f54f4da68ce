import type { Pixels } from './pixels'

/** How often each of the 256 values occurs, over all channels of the pixels that a mask has at `where`; all without one. */
export function countValues({ channels, data }: Pixels, mask: Uint8Array | null, where: 0 | 1): Int32Array {
  const counts = new Int32Array(256)
  for (let at = 0, pixel = 0; at < data.length; pixel++) {
    if (mask && mask[pixel] !== where) {
      at += channels
      continue
    }
    for (let channel = 0; channel < channels; channel++, at++) counts[data[at] ?? 0]! += 1
  }
  return counts
}

/** The value that a share of the counted ones doesn't exceed: 0.5 = the median; 0 without any. */
export function quantileOfCounts(counts: Int32Array, share: number): number {
  const rank = share * counts.reduce((sum, count) => sum + count, 0)
  if (rank === 0 && share > 0) return 0
  let seen = 0
  for (let value = 0; value < 255; value++) {
    seen += counts[value] ?? 0
    if (seen > 0 && seen >= rank) return value
  }
  return 255
}

/** Stretches the values between two quantiles of the garment (of everything without a mask) to `black` … 255. */
export function stretchContrast(
  source: Pixels,
  garment: Uint8Array | null,
  { low, high, black }: { readonly low: number; readonly high: number; readonly black: number }
): Pixels {
  const counts = countValues(source, garment, 1)
  const from = quantileOfCounts(counts, low)
  const to = quantileOfCounts(counts, high)
  // A flat picture has no contrast to stretch.
  if (to <= from) return source
  const stretched = Uint8Array.from({ length: 256 }, (_, value) => {
    const share = Math.min(1, Math.max(0, (value - from) / (to - from)))
    return Math.round(black + share * (255 - black))
  })
  return { ...source, data: source.data.map(value => stretched[value] ?? 0) }
}
