import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asRotatedRect, cornersOfRotated } from './rotated-rect'

const rect = fc.record({
  x: fc.double({ min: 0, max: 5000, noNaN: true }),
  y: fc.double({ min: 0, max: 5000, noNaN: true }),
  w: fc.double({ min: 1, max: 3000, noNaN: true }),
  h: fc.double({ min: 1, max: 3000, noNaN: true }),
  rotation: fc.double({ min: -179, max: 180, noNaN: true })
})

test('a turned rectangle is found again in its corners', () => {
  fc.assert(
    fc.property(rect, original => {
      const found = asRotatedRect(cornersOfRotated(original))
      expect(found).not.toBeNull()
      for (const key of ['x', 'y', 'w', 'h', 'rotation'] as const) expect(found?.[key]).toBeCloseTo(original[key], 3)
    })
  )
})

test('points on the sides do not hide it, a trapezium is none', () => {
  const sides = [
    [0, 0],
    [5, 0],
    [10, 0],
    [10, 2],
    [10, 4],
    [5, 4],
    [0, 4],
    [0, 2]
  ].map(([x = 0, y = 0]) => ({ x, y }))
  expect(asRotatedRect(sides)).toEqual({ x: 0, y: 0, w: 10, h: 4, rotation: 0 })
  expect(asRotatedRect(sides.toReversed())).toMatchObject({ w: 4, h: 10, rotation: -90 })
  expect(
    asRotatedRect([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 8, y: 4 },
      { x: 2, y: 4 }
    ])
  ).toBeNull()
})
