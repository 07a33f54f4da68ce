import type { Pixels } from './pixels'

/** Positions of the pixels with this value in a mask; all of the picture's without a mask. */
export function positionsWhere({ width, height }: Pixels, mask: Uint8Array | null, value: 0 | 1): Int32Array {
  const positions = Int32Array.from({ length: width * height }, (_, position) => position)
  return mask ? positions.filter(position => mask[position] === value) : positions
}

/** Stretches the values between two quantiles of the chosen pixels to `black` … 255, each channel alike. */
export function stretchContrast(
  source: Pixels,
  positions: Int32Array,
  { low, high, black }: { readonly low: number; readonly high: number; readonly black: number }
): Pixels {
  const { channels, data } = source
  const counts = new Int32Array(256)
  for (const position of positions) {
    for (let channel = 0; channel < channels; channel++) counts[data[position * channels + channel] ?? 0]! += 1
  }
  const total = positions.length * channels
  const from = quantile(counts, low * total)
  const to = quantile(counts, high * total)
  // A flat picture has no contrast to stretch.
  if (to <= from) return source
  const stretched = Uint8Array.from({ length: 256 }, (_, value) => {
    const share = Math.min(1, Math.max(0, (value - from) / (to - from)))
    return Math.round(black + share * (255 - black))
  })
  return { ...source, data: data.map(value => stretched[value] ?? 0) }
}

function quantile(counts: Int32Array, rank: number): number {
  let seen = 0
  for (let value = 0; value < 255; value++) {
    seen += counts[value] ?? 0
    if (seen > 0 && seen >= rank) return value
  }
  return 255
}
