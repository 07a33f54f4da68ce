import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Region } from '../../contract/annotations'
import { crosshairRect, moveCrosshair, setCorner, startCrosshair } from './crosshair'
import { handleAt, handlePoint, handles } from './handles'
import { hitRegion, pickShape } from './hit-test'
import { moveRegion } from './move'
import { nudgeCorner, rectFromCorners, resizeRect } from './resize'
import { snapMove, snapPoint } from './snap'

const image = { width: 400, height: 300 }
const box = { x: 100, y: 50, w: 80, h: 60 }
const rect = (x: number, y: number, w: number, h: number): Region => ({ kind: 'rect', x, y, w, h })
const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true })
const anyPoint = fc.record({ x: coordinate, y: coordinate })
const insideBox = fc
  .tuple(fc.integer({ min: 0, max: 399 }), fc.integer({ min: 0, max: 299 }))
  .chain(([x, y]) =>
    fc
      .tuple(fc.integer({ min: 1, max: 400 - x }), fc.integer({ min: 1, max: 300 - y }))
      .map(([w, h]) => ({ x, y, w, h }))
  )

function expectWholeAndInside({ x, y, w, h }: typeof box): void {
  expect([x, y, w, h].every(Number.isInteger)).toBe(true)
  expect(x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= 400 && y + h <= 300).toBe(true)
}

describe('drawing', () => {
  test('any two corners make a box of whole pixels inside the image', () => {
    expect(rectFromCorners({ x: 30.4, y: 20.6 }, { x: 10, y: 5 }, image)).toEqual({ x: 10, y: 5, w: 20, h: 16 })
    fc.assert(fc.property(anyPoint, anyPoint, (a, b) => expectWholeAndInside(rectFromCorners(a, b, image))))
  })

  test('by keyboard: two corners, with the crosshair kept on the image', () => {
    let crosshair = startCrosshair({ x: 3.2, y: 290 }, image)
    expect(crosshairRect(crosshair, image)).toBeNull()
    crosshair = setCorner(moveCrosshair(crosshair, -10, 0, image))
    expect(crosshairRect(crosshair, image)).toBeNull()
    crosshair = moveCrosshair(moveCrosshair(crosshair, 25, 0, image), 0, 40, image)
    expect(crosshairRect(crosshair, image)).toEqual({ x: 0, y: 290, w: 25, h: 10 })
  })
})

describe('resizing', () => {
  test('each handle moves its own edges only', () => {
    expect(resizeRect(box, 'se', { x: 200, y: 150 }, image)).toEqual({ x: 100, y: 50, w: 100, h: 100 })
    expect(resizeRect(box, 'w', { x: 90, y: 0 }, image)).toEqual({ x: 90, y: 50, w: 90, h: 60 })
    expect(resizeRect(box, 'n', { x: 0, y: 55 }, image)).toEqual({ x: 100, y: 55, w: 80, h: 55 })
  })

  test('past the opposite edge the box turns over', () => {
    expect(resizeRect(box, 'e', { x: 60, y: 0 }, image)).toEqual({ x: 60, y: 50, w: 40, h: 60 })
  })

  test('with a kept ratio a corner keeps the shape, also against the border', () => {
    const resized = resizeRect(box, 'se', { x: 900, y: 60 }, image, 80 / 60)
    expect(resized).toEqual({ x: 100, y: 50, w: 300, h: 225 })
  })

  test('stays whole and inside wherever the pointer goes', () => {
    fc.assert(
      fc.property(insideBox, fc.constantFrom(...handles), anyPoint, (start, handle, to) =>
        expectWholeAndInside(resizeRect(start, handle, to, image))
      )
    )
  })

  test('by keyboard from either corner, never to nothing', () => {
    expect(nudgeCorner(box, 'se', 10, -1, image)).toEqual({ x: 100, y: 50, w: 90, h: 59 })
    expect(nudgeCorner(box, 'nw', -10, 1, image)).toEqual({ x: 90, y: 51, w: 90, h: 59 })
    fc.assert(
      fc.property(
        insideBox,
        fc.constantFrom('se' as const, 'nw' as const),
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: -500, max: 500 }),
        (start, corner, dx, dy) => expectWholeAndInside(nudgeCorner(start, corner, dx, dy, image))
      )
    )
  })
})

describe('moving', () => {
  test('stops at the border', () => {
    expect(snapMove(box, -500, 500, image, 0)).toEqual({ x: -100, y: 190 })
  })

  test('is pulled onto the border within reach, and not beyond it', () => {
    expect(snapMove(box, -97, 0, image, 4).x).toBe(-100)
    expect(snapMove(box, -95, 0, image, 4).x).toBe(-95)
    expect(snapMove(box, 218, 0, image, 4).x).toBe(220)
    expect(snapPoint({ x: 3, y: 297 }, image, 4)).toEqual({ x: 0, y: 300 })
  })

  test('a box that reaches beyond the image may come back but not go further', () => {
    const beyond = { x: -20, y: 10, w: 50, h: 20 }
    expect(snapMove(beyond, -5, 0, image, 0).x).toBe(0)
    expect(snapMove(beyond, 5, 0, image, 0).x).toBe(5)
  })

  test('keeps turned boxes and polygons exactly', () => {
    const turned: Region = { kind: 'rotated', x: 0.5, y: 1.25, w: 7, h: 3, rotation: 33.3 }
    expect(moveRegion(turned, 2, -1)).toEqual({ ...turned, x: 2.5, y: 0.25 })
    const rings: [number, number][][] = [
      [
        [0, 0],
        [4, 0.5],
        [2, 3]
      ]
    ]
    expect(moveRegion({ kind: 'polygon', rings }, 1, 1)).toEqual({
      kind: 'polygon',
      rings: [
        [
          [1, 1],
          [5, 1.5],
          [3, 4]
        ]
      ]
    })
  })
})

describe('hitting', () => {
  test('tells outline from inside', () => {
    const region = rect(10, 10, 20, 20)
    expect(hitRegion(region, { x: 9, y: 20 }, 2)).toBe('edge')
    expect(hitRegion(region, { x: 20, y: 20 }, 2)).toBe('inside')
    expect(hitRegion(region, { x: 5, y: 20 }, 2)).toBeNull()
    expect(hitRegion({ kind: 'whole' }, { x: 5, y: 5 }, 2)).toBeNull()
  })

  test('sees the turned box, not the box around it, and leaves holes open', () => {
    const turned: Region = { kind: 'rotated', x: 0, y: 0, w: 20, h: 2, rotation: 45 }
    expect(hitRegion(turned, { x: 4, y: -3 }, 0.5)).not.toBeNull()
    expect(hitRegion(turned, { x: 16, y: -5 }, 0.5)).toBeNull()
    const ring = (low: number, high: number): [number, number][] => [
      [low, low],
      [high, low],
      [high, high],
      [low, high]
    ]
    const frame: Region = { kind: 'polygon', rings: [ring(0, 30), ring(10, 20)] }
    expect(hitRegion(frame, { x: 15, y: 15 }, 1)).toBeNull()
    expect(hitRegion(frame, { x: 5, y: 15 }, 1)).toBe('inside')
  })

  test('means the smallest of the boxes under the pointer', () => {
    const outer = { region: rect(0, 0, 100, 100) }
    const inner = { region: rect(40, 40, 10, 10) }
    expect(pickShape([inner, outer], { x: 45, y: 45 }, 1)).toBe(inner)
    expect(pickShape([inner, outer], { x: 70, y: 70 }, 1)).toBe(outer)
    expect(pickShape([inner, outer], { x: 200, y: 70 }, 1)).toBeNull()
  })

  test('handles are caught within reach, corners first, and a small box can still be moved', () => {
    for (const handle of handles) expect(handleAt(box, handlePoint(box, handle), 12)).toBe(handle)
    expect(handleAt(box, { x: 140, y: 80 }, 12)).toBeNull()
    expect(handleAt({ x: 0, y: 0, w: 12, h: 12 }, { x: 6, y: 6 }, 12)).toBeNull()
    expect(handleAt({ x: 0, y: 0, w: 12, h: 12 }, { x: -5, y: -5 }, 12)).toBe('nw')
  })
})
