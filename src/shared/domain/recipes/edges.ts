import { toLuma } from './color'
import { blankPixels, type Pixels } from './pixels'

/** Sobel's gradient magnitude of the grey picture, a quarter of it clipped to 255; the border repeats outwards. */
export function findEdges(source: Pixels): Pixels {
  const { width, height, data } = toLuma(source)
  const result = blankPixels(width, height, 1)
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width
    const here = y * width
    const below = Math.min(height - 1, y + 1) * width
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1)
      const right = Math.min(width - 1, x + 1)
      const at = (row: number, column: number) => data[row + column] ?? 0
      const across =
        at(above, right) +
        2 * at(here, right) +
        at(below, right) -
        at(above, left) -
        2 * at(here, left) -
        at(below, left)
      const down =
        at(below, left) + 2 * at(below, x) + at(below, right) - at(above, left) - 2 * at(above, x) - at(above, right)
      result.data[here + x] = Math.min(255, Math.round(Math.hypot(across, down) / 4))
    }
  }
  return result
}

/** A picture with one more channel. */
export function appendChannel(source: Pixels, extra: Pixels): Pixels {
  const { width, height, channels } = source
  const result = blankPixels(width, height, channels + 1)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels
    result.data.set(source.data.subarray(from, from + channels), from + pixel)
    result.data[from + pixel + channels] = extra.data[pixel] ?? 0
  }
  return result
}
