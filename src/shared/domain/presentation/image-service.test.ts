import { describe, expect, test } from 'vitest'
import { readImageInfo } from './image-service'
import { fullUrl, sizeUrl, tileRequests } from './image-url'
import { pickThumbnail } from './thumbnail'
import type { ReadImage } from './model'

const V1 = {
  '@context': 'http://library.stanford.edu/iiif/image-api/1.1/context.json',
  '@id': 'http://e.org/1',
  width: 6000,
  height: 4000,
  scale_factors: [1, 2, 4],
  tile_width: 1024,
  tile_height: 512,
  profile: 'http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level1'
}
const V2 = {
  '@context': 'http://iiif.io/api/image/2/context.json',
  '@id': 'http://e.org/2/',
  protocol: 'http://iiif.io/api/image',
  width: 2112,
  height: 3168,
  profile: ['http://iiif.io/api/image/2/level0.json', { maxWidth: 1000, formats: ['jpg'] }],
  sizes: [
    { width: 1056, height: 1584 },
    { width: 264, height: 396 }
  ],
  tiles: [{ width: 1024, scaleFactors: [4, 2, 1] }]
}
const V3 = {
  '@context': 'http://iiif.io/api/image/3/context.json',
  id: 'http://e.org/3',
  type: 'ImageService3',
  protocol: 'http://iiif.io/api/image',
  profile: 'level2',
  width: 300,
  height: 200
}
const info = (json: unknown) => {
  const result = readImageInfo(json)
  if (!result.ok) throw new Error(result.message)
  return result.info
}

describe('info.json of every version', () => {
  test('1', () => {
    expect(info(V1)).toMatchObject({
      id: 'http://e.org/1',
      version: 1,
      level: 1,
      tiles: [{ width: 1024, height: 512, scaleFactors: [1, 2, 4] }]
    })
    expect(fullUrl(info(V1))).toBe('http://e.org/1/full/full/0/native.jpg')
  })
  test('2, level 0', () => {
    expect(info(V2)).toMatchObject({
      id: 'http://e.org/2',
      version: 2,
      level: 0,
      maxWidth: 1000,
      width: 2112,
      height: 3168
    })
    expect(info(V2).sizes.map(size => size.width)).toEqual([264, 1056])
    expect(sizeUrl(info(V2), { width: 264, height: 396 })).toBe('http://e.org/2/full/264,/0/default.jpg')
  })
  test('3', () => {
    expect(info(V3)).toMatchObject({ version: 3, level: 2, tiles: [], sizes: [] })
    expect(fullUrl(info(V3))).toBe('http://e.org/3/full/max/0/default.jpg')
    expect(sizeUrl(info(V3), { width: 30, height: 20 })).toBe('http://e.org/3/full/30,20/0/default.jpg')
  })
  test('no id: the address it came from', () => {
    const result = readImageInfo({ ...V3, id: undefined }, 'http://e.org/found')
    expect(result).toMatchObject({ ok: true, info: { id: 'http://e.org/found' } })
  })
})

test('tiles cover the image once, edges cut', () => {
  const requests = tileRequests(info(V2), { width: 1024, height: 1024, scaleFactors: [1] }, 1)
  expect(requests).toHaveLength(12)
  expect(requests.reduce((sum, { region }) => sum + region.w * region.h, 0)).toBe(2112 * 3168)
  expect(requests.at(-1)).toEqual({
    url: 'http://e.org/2/2048,3072,64,96/64,/0/default.jpg',
    region: { x: 2048, y: 3072, w: 64, h: 96 },
    size: { width: 64, height: 96 }
  })
})

describe('hostile numbers', () => {
  test.each([
    ['no size', { ...V3, width: undefined }],
    ['negative', { ...V3, width: -5 }],
    ['fraction', { ...V3, height: 1.5 }],
    ['beyond 2^31', { ...V3, width: 2 ** 31 + 1 }],
    ['infinite', { ...V3, width: '1e999' }],
    ['file URL', { ...V3, id: 'file:///etc/passwd' }],
    ['script URL', { ...V3, id: 'javascript:alert(1)' }],
    ['no object', [V3]]
  ])('%s is refused', (_, json) => expect(readImageInfo(json)).toMatchObject({ ok: false, code: 'BAD_SERVICE' }))

  test.each([
    ['tiny tiles', [{ width: 1, scaleFactors: [1] }]],
    ['huge tiles', [{ width: 8192, scaleFactors: [1] }]],
    ['no factors', [{ width: 256, scaleFactors: [] }]],
    ['zero and odd factors', [{ width: 256, scaleFactors: [0, 3, -2] }]],
    ['no list', 'x']
  ])('%s are left out', (_, tiles) => expect(info({ ...V3, tiles }).tiles).toEqual([]))

  test('bad factors go, good ones stay', () => {
    expect(info({ ...V3, tiles: [{ width: 256, scaleFactors: [1, 3, 2, 2, 9] }] }).tiles[0]?.scaleFactors).toEqual([
      1, 2
    ])
  })

  test('millions of tiles are left out', () => {
    expect(info({ ...V3, width: 2 ** 31, height: 2 ** 31, tiles: [{ width: 64, scaleFactors: [1] }] }).tiles).toEqual(
      []
    )
  })

  test('a context that cannot become text', () => {
    expect(info({ ...V3, '@context': { toString: 'x' } }).version).toBe(3)
  })

  test('foreign fields reach no one', () => {
    const json: unknown = JSON.parse(JSON.stringify(V3).replace('{', '{"__proto__":{"polluted":1},"getTileUrl":"x",'))
    expect(Object.keys(info(json)).toSorted()).toEqual(Object.keys(info(V3)).toSorted())
  })
})

describe('thumbnails come from what exists', () => {
  const image = (service: unknown): ReadImage => {
    const result = readImageInfo(service)
    return { id: 'http://e.org/full.jpg', label: [], format: null, width: 3000, height: 2000, service: result.ok ? result.info : null, region: { kind: 'whole' }, choice: null }
  } // prettier-ignore
  test('level 0: a listed size, never a computed one', () => {
    expect(pickThumbnail(undefined, [image(V2)])).toEqual({
      url: 'http://e.org/2/full/264,/0/default.jpg',
      width: 264,
      height: 396,
      from: 'sizes'
    })
    expect(pickThumbnail(undefined, [image({ ...V2, sizes: [] })])).toMatchObject({
      url: 'http://e.org/full.jpg',
      from: 'image'
    })
  })
  test('level 2: computed', () => {
    expect(pickThumbnail(undefined, [image({ ...V3, width: 3000, height: 2000 })])).toEqual({
      url: 'http://e.org/3/full/400,267/0/default.jpg',
      width: 400,
      height: 267,
      from: 'computed'
    })
  })
  test('declared with size', () => {
    const declared = [{ id: 'http://e.org/t.jpg', type: 'Image', width: 350, height: 200 }]
    expect(pickThumbnail(declared, [image(V1)])).toMatchObject({ url: 'http://e.org/t.jpg', from: 'declared' })
  })
  test('no service, no picture', () => {
    expect(pickThumbnail(undefined, [image(null)])).toMatchObject({ url: 'http://e.org/full.jpg', from: 'image' })
    expect(pickThumbnail('data:image/png;base64,xx', [])).toBeNull()
  })
})
