import { describe, expect, test } from 'vitest'
import { decoding, imageFormats, openImage, probe, sniffFormat } from './decode'
import { sharp } from './safe-sharp'

const picture = { create: { width: 30, height: 20, channels: 3, background: '#c80000' } } as const

function encoded(format: (typeof imageFormats)[number]): Promise<Buffer> {
  return sharp(picture).toFormat(format).toBuffer()
}

async function failure(action: Promise<unknown>): Promise<unknown> {
  return await action.then(
    () => null,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error)
  )
}

describe('reading images', () => {
  test.each(imageFormats)('knows %s by its bytes and decodes it', async format => {
    const bytes = await encoded(format)
    expect(sniffFormat(bytes)).toBe(format)
    expect(await probe(bytes)).toMatchObject({ format, width: 30, height: 20, orientation: 1 })
    const { data, info } = await openImage(bytes).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([30, 20])
    expect(Math.abs((data[0] ?? 0) - 0xc8)).toBeLessThan(8)
  })

  test('gives the size as shown and bakes the orientation in', async () => {
    const bytes = await sharp(picture).jpeg().withMetadata({ orientation: 8 }).toBuffer()
    expect(await probe(bytes)).toMatchObject({ width: 20, height: 30, orientation: 8 })
    const { info } = await openImage(bytes).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([20, 30])
  })

  test('brings 16 bits and CMYK down to 8-bit sRGB', async () => {
    const deep = await sharp(picture).toColourspace('rgb16').png().toBuffer()
    const press = await sharp(picture).toColourspace('cmyk').jpeg().toBuffer()
    for (const bytes of [deep, press]) {
      const shown = await sharp(await openImage(bytes).png().toBuffer()).metadata()
      expect([shown.space, shown.depth]).toEqual(['srgb', 'uchar'])
    }
  })
})

describe('refuses', () => {
  test.each([
    ['', 'UNSUPPORTED'],
    ['<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'UNSUPPORTED'],
    ['%PDF-1.7', 'UNSUPPORTED'],
    ['\x89PNG\r\n\x1a\nand nothing more', 'CORRUPT']
  ])('%j as %s', async (text, code) => {
    expect(await failure(probe(Buffer.from(text, 'latin1')))).toBe(code)
  })

  test('a loader that is not on the list, even when asked directly', async () => {
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    await expect(sharp(drawing).png().toBuffer()).rejects.toThrow('unsupported image format')
  })

  test.each(['jpeg', 'png', 'webp'] as const)('a %s that is cut off', async format => {
    const noise = { create: { ...picture.create, noise: { type: 'gaussian', mean: 128, sigma: 60 } } } as const
    const bytes = await sharp(noise).toFormat(format).toBuffer()
    const cut = openImage(bytes.subarray(0, bytes.length * 0.6))
    expect(await failure(decoding(() => cut.raw().toBuffer()))).toBe('CORRUPT')
  })

  test('a bomb: a few bytes that announce a gigapixel', async () => {
    const bytes = await sharp(picture).png().toBuffer()
    // Width and height of the PNG header; its checksum no longer matters, for nothing is decoded.
    bytes.writeUInt32BE(40_000, 16)
    bytes.writeUInt32BE(40_000, 20)
    expect(['TOO_LARGE', 'CORRUPT']).toContain(await failure(probe(bytes)))
    expect(await failure(decoding(() => openImage(bytes).raw().toBuffer()))).not.toBeNull()
  })
})
