import { describe, expect, test } from 'vitest'
import type { ImageService } from '@shared/domain/presentation/model'
import { maxMosaicPixels, pictureWays, type Wanted } from './choose-picture'

const service = (more: Partial<ImageService> = {}): ImageService => ({
  ...{ id: 'https://e.org/i', version: 3, level: 2, width: 8000, height: 6000, sizes: [], tiles: [], rights: null },
  ...{ maxWidth: null, maxHeight: null, maxArea: null },
  ...more
})
const unnamed = { id: null, width: null, height: null }
const tiles = [{ width: 512, height: 512, scaleFactors: [1, 2, 4, 8] }]

function ways(
  one: ImageService,
  wanted: Wanted,
  image: Parameters<typeof pictureWays>[0] = unnamed
): readonly string[] {
  return pictureWays(image, one, wanted).map(way =>
    way.kind === 'whole' ? way.url.slice('https://e.org/i'.length) : `${way.tiles.length} tiles at 1/${way.scaleFactor}`
  )
}

describe('the best way to a picture', () => {
  test('a service that resizes is asked for the size that is wanted, never for more', () => {
    expect(ways(service(), { kind: 'side', pixels: 4000 })[0]).toBe('/full/4000,3000/0/default.jpg')
    expect(ways(service({ maxWidth: 1000 }), { kind: 'side', pixels: 4000 })[0]).toBe('/full/1000,750/0/default.jpg')
  })

  test('full size comes at once where that is allowed, else from tiles', () => {
    expect(ways(service(), { kind: 'full' })[0]).toBe('/full/max/0/default.jpg')
    expect(ways(service({ maxWidth: 1000, tiles }), { kind: 'full' })[0]).toBe(`${16 * 12} tiles at 1/1`)
    expect(ways(service({ tiles }), { kind: 'tiles' })[0]).toBe(`${16 * 12} tiles at 1/1`)
  })

  test('level 0 has its listed sizes and tiles: the finer of them that is not too large', () => {
    const sizes = [{ width: 1000, height: 750 }]
    expect(ways(service({ level: 0, tiles, sizes }), { kind: 'side', pixels: 2000 }).slice(0, 2)).toEqual([
      ...['12 tiles at 1/4', '/full/1000,750/0/default.jpg']
    ])
    expect(ways(service({ level: 0, tiles, sizes }), { kind: 'side', pixels: 1000 })[0]).toBe(
      '/full/1000,750/0/default.jpg'
    )
  })

  test('the address in a document counts first unless it is a small picture of what the service has', () => {
    const id = 'https://e.org/i/full/600,/0/default.jpg'
    const small = { id, width: 600, height: 450 }
    expect(ways(service({ version: 2 }), { kind: 'full' }, small)[0]).toBe('/full/full/0/default.jpg')
    expect(ways(service({ version: 2 }), { kind: 'full' }, { ...small, width: 8000 })[0]).toBe(
      '/full/600,/0/default.jpg'
    )
  })

  test('what would not fit into memory is taken from a coarser level of tiles', () => {
    const huge = service({ level: 0, width: 48_000, height: 48_000, tiles })
    expect((48_000 / 4) * (48_000 / 4)).toBeLessThan(maxMosaicPixels)
    expect(ways(huge, { kind: 'full' })).toContain(`${24 * 24} tiles at 1/4`)
  })
})
