import { expect, test } from 'vitest'
import { movedRow } from './row-keys'

test.each([
  ['ArrowDown', 4, 5],
  ['ArrowUp', 4, 3],
  ['PageDown', 4, 14],
  ['PageUp', 24, 14],
  ['Home', 24, 0],
  ['End', 4, 69_999],
  ['ArrowUp', 0, 0],
  ['PageUp', 3, 0],
  ['ArrowDown', 69_999, 69_999],
  ['PageDown', 69_995, 69_999]
])('%s leads from row %i to row %i of 70,000', (key, from, to) => {
  expect(movedRow(key, from, 70_000, 10)).toBe(to)
})

test('other keys are not its own, and no key leads to a row where there is none', () => {
  expect(movedRow('a', 0, 10, 5)).toBeNull()
  expect(movedRow('ArrowDown', 0, 0, 5)).toBeNull()
  expect(movedRow('Home', 0, 0, 5)).toBeNull()
})
