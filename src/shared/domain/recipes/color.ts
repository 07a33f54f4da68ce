import { blankPixels, type Pixels } from './pixels'

/** Grey by Pillow's `convert('L')`: ITU-R 601-2 luma in 16-bit fixed point; an alpha channel is left out of account. */
export function toLuma(source: Pixels): Pixels {
  const { width, height, channels, data } = source
  if (channels === 1) return source
  const result = blankPixels(width, height, 1)
  for (let pixel = 0, at = 0; pixel < result.data.length; pixel++, at += channels) {
    const luma = (data[at] ?? 0) * 19595 + (data[at + 1] ?? 0) * 38470 + (data[at + 2] ?? 0) * 7471 + 0x8000
    result.data[pixel] = luma >> 16
  }
  return result
}

/** Three channels: grey three times, alpha dropped. */
export function toRgb(source: Pixels): Pixels {
  const { width, height, channels, data } = source
  if (channels === 3) return source
  const result = blankPixels(width, height, 3)
  const step = channels === 1 ? 0 : 1
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels
    for (let channel = 0; channel < 3; channel++) result.data[pixel * 3 + channel] = data[from + channel * step] ?? 0
  }
  return result
}

/** RGB with alpha laid on white; other pictures unchanged. */
export function flattenOnWhite(source: Pixels): Pixels {
  const { width, height, channels, data } = source
  if (channels !== 4) return source
  const result = blankPixels(width, height, 3)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = data[pixel * 4 + 3] ?? 255
    for (let channel = 0; channel < 3; channel++) {
      const value = data[pixel * 4 + channel] ?? 0
      result.data[pixel * 3 + channel] = Math.round((value * alpha + 255 * (255 - alpha)) / 255)
    }
  }
  return result
}

/** RGB with the colours that alpha hides; pictures without alpha unchanged. */
export function dropAlpha(source: Pixels): Pixels {
  return source.channels === 4 ? toRgb(source) : source
}

/** Least share of transparent pixels that makes a cut-out: rounded corners or an unused channel make none. */
const CUT_OUT = 0.05

/** 1 where a cut-out picture is opaque, 0 where it isn't; null for pictures without a cut-out. */
export function opaqueMask({ channels, data }: Pixels): Uint8Array | null {
  if (channels !== 4) return null
  const mask = new Uint8Array(data.length / 4).map((_, pixel) => Number((data[pixel * 4 + 3] ?? 255) >= 128))
  const opaque = mask.reduce((sum, value) => sum + value, 0) / mask.length
  return opaque > 0 && opaque <= 1 - CUT_OUT ? mask : null
}

/** 255 − v in every channel. */
export function invertPixels(source: Pixels): Pixels {
  return { ...source, data: source.data.map(value => 255 - value) }
}
