import { describe, expect, test } from 'vitest'
import type { Region } from '@shared/contract/annotations'
import { fieldLimit, withField } from '../state/region-fields'
import { placeTag } from './paint-tag'
import { createShapeIndex } from './shape-index'
import type { Shape } from './shapes'
import { pictureOf, tileSourceOf } from './tile-source'
import { toImage, toScreen, visibleRect } from './view-transform'

describe('tiles', () => {
  const source = tileSourceOf({ id: 7, width: 1300, height: 900 })

  test('cover the image once at full size, by addresses of our own', () => {
    const urls = [0, 1, 2].flatMap(column => [0, 1].map(row => source.getTileUrl(source.maxLevel ?? 0, column, row)))
    expect(urls).toContain('/iiif/image/3/7/1024,512,276,388/276,388/0/default.jpg')
    const areas = urls.map(url => /\/(\d+),(\d+),(\d+),(\d+)\//.exec(url)?.slice(3).map(Number) ?? [0, 0])
    expect(areas.reduce((sum, [w = 0, h = 0]) => sum + w * h, 0)).toBe(1300 * 900)
  })

  test('of smaller levels are rounded up as the server does, and the smallest is one tile', () => {
    expect(source.getTileUrl(1, 1, 0)).toBe('/iiif/image/3/7/1024,0,276,900/138,450/0/default.jpg')
    expect(source.getTileUrl(0, 0, 0)).toBe('/iiif/image/3/7/full/325,225/0/default.jpg')
  })

  test('of a tiny image keep its pixels', () => {
    const tiny = { id: 3, width: 28, height: 28 }
    expect(tileSourceOf(tiny).getTileUrl(0, 0, 0)).toBe('/iiif/image/3/3/full/max/0/default.png')
    expect(pictureOf(tiny, 160)).toBe('/iiif/image/3/3/full/max/0/default.png')
    expect(pictureOf({ id: 3, width: 900, height: 600 }, 160)).toBe('/iiif/image/3/3/full/!160,160/0/default.jpg')
  })
})

describe('the stage', () => {
  const view = { scale: 2, x: -30, y: 10, width: 800, height: 600 }

  test('maps points there and back', () => {
    expect(toImage(view, toScreen(view, { x: 12, y: 34 }))).toEqual({ x: 12, y: 34 })
    expect(visibleRect(view)).toEqual({ x: 15, y: -5, w: 400, h: 300 })
  })

  test('puts tags above a box, below where there is no room, inside where there is none at all', () => {
    expect(placeTag({ x: 100, y: 100, w: 50, h: 50 }, 80, view)).toMatchObject({ x: 99, y: 76 })
    expect(placeTag({ x: 100, y: 5, w: 50, h: 50 }, 80, view)).toMatchObject({ x: 99, y: 59 })
    expect(placeTag({ x: -20, y: -10, w: 900, h: 700 }, 80, view)).toMatchObject({ y: 4 })
    expect(placeTag({ x: 790, y: 100, w: 50, h: 50 }, 80, view).x).toBe(718)
  })

  test('finds the shapes in view in drawing order', () => {
    const shape = (id: string, x: number): Shape => ({
      id,
      region: { kind: 'rect', x, y: 0, w: 10, h: 10 },
      bounds: { x, y: 0, w: 10, h: 10 },
      look: 'set',
      color: '#000000',
      ink: '#fff',
      mark: '1',
      title: '',
      status: 'labelled'
    })
    const index = createShapeIndex([...Array(50).keys()].map(at => shape(String(at), (at * 37) % 500)))
    const ids = index.within({ x: 0, y: 0, w: 100, h: 5 }).map(({ id }) => Number(id))
    expect(ids.length).toBeGreaterThan(5)
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    expect(index.within({ x: 900, y: 0, w: 10, h: 10 })).toEqual([])
  })
})

describe('number fields', () => {
  const image = { width: 100, height: 80 }
  const box: Region = { kind: 'rect', x: 10, y: 10, w: 40, h: 20 }

  test('move and resize, with the ratio where it is kept', () => {
    expect(withField(box, 'x', 3, null)).toEqual({ ...box, x: 3 })
    expect(withField(box, 'h', 30, null)).toEqual({ ...box, h: 30 })
    expect(withField(box, 'w', 60, 2)).toEqual({ ...box, w: 60, h: 30 })
    expect(withField({ ...box, kind: 'rotated', rotation: 30 }, 'w', 5, null)).toMatchObject({ w: 40 })
  })

  test('end at the border', () => {
    expect(fieldLimit(box, 'x', image)).toBe(60)
    expect(fieldLimit(box, 'h', image)).toBe(70)
  })
})
