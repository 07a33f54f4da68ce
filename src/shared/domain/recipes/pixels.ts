import type { Rect } from '../geometry/rect'

/** Pixels of 8 bits, rows from the top, channels interleaved: `data[(y * width + x) * channels + channel]`. */
export interface Pixels {
  readonly width: number
  readonly height: number
  /** 1 grey, 3 RGB, 4 RGB with alpha; an edge channel adds one. */
  readonly channels: number
  readonly data: Uint8Array
}

/** Pixels of this size, all 0. */
export function blankPixels(width: number, height: number, channels: number): Pixels {
  return { width, height, channels, data: new Uint8Array(width * height * channels) }
}

/** The part of a picture inside a rectangle of whole pixels, which must lie within it. */
export function cropPixels(source: Pixels, { x, y, w: width, h: height }: Rect): Pixels {
  const { channels } = source
  if (x === 0 && y === 0 && width === source.width && height === source.height) return source
  const result = blankPixels(width, height, channels)
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * source.width + x) * channels
    result.data.set(source.data.subarray(start, start + width * channels), row * width * channels)
  }
  return result
}

/** Copies a picture onto another with equal channels, its top left corner at (x, y) within it. */
export function pastePixels(target: Pixels, source: Pixels, x: number, y: number): void {
  const length = source.width * source.channels
  for (let row = 0; row < source.height; row++) {
    const from = source.data.subarray(row * length, (row + 1) * length)
    target.data.set(from, ((y + row) * target.width + x) * target.channels)
  }
}

/** Every pixel set to one colour. */
export function paintPixels(width: number, height: number, color: ArrayLike<number>): Pixels {
  const result = blankPixels(width, height, color.length)
  for (let at = 0; at < result.data.length; at++) result.data[at] = color[at % color.length] ?? 0
  return result
}
