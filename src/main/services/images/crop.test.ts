import { expect, test } from 'vitest'
import { cropAround } from './crop'

test('a tile shows a square around the box', () => {
  const [x, y, w, h] = cropAround({ kind: 'rect', x: 100, y: 100, w: 200, h: 100 }, 1000, 800) ?? []
  expect([w, h]).toEqual([216, 216])
  expect([x, y]).toEqual([92, 42])
})

test('a square that would leave the image is moved, and cut only where the image is smaller', () => {
  expect(cropAround({ kind: 'rect', x: 0, y: 0, w: 100, h: 100 }, 1000, 800)).toEqual([0, 0, 108, 108])
  expect(cropAround({ kind: 'rect', x: 10, y: 10, w: 980, h: 80 }, 1000, 100)).toEqual([0, 0, 1000, 100])
})

test('turned boxes and polygons are shown whole; a point has nothing to show', () => {
  const turned = cropAround({ kind: 'rotated', x: 400, y: 400, w: 100, h: 100, rotation: 45 }, 1000, 1000)
  expect(turned?.[2]).toBe(Math.round(100 * Math.SQRT2 * 1.08))
  expect(cropAround({ kind: 'point', x: 5, y: 5 }, 100, 100)).toBeNull()
})
