import { expect, test } from 'vitest'
import { epochAxisEnd } from './epoch-axis'

test('a short run shows all its epochs, a long one as many as leave its curve readable', () => {
  expect(epochAxisEnd(15, 0)).toBe(15)
  expect(epochAxisEnd(15, 15)).toBe(15)
  expect([1, 12, 20, 21, 40, 41, 320, 321, 500].map(reached => epochAxisEnd(500, reached))).toEqual([
    ...[20, 20, 20, 40, 40, 80, 320, 500, 500]
  ])
})

test('a run behind that went on for longer is drawn to its end, and an axis has two ends', () => {
  expect(epochAxisEnd(3, 7)).toBe(7)
  expect(epochAxisEnd(1, 1)).toBe(2)
})
