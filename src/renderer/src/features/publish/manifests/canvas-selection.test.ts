import { expect, test } from 'vitest'
import { chooseOnly, dropPosition, extendTo, fitTo, noCanvas, stepPosition, toggle } from './canvas-selection'

const all = [10, 20, 30, 40, 50]
const ids = (selection: { readonly ids: ReadonlySet<number> }): number[] => [...selection.ids]

test('a range runs from the anchor either way, in the order shown', () => {
  const start = chooseOnly(30)
  expect(ids(extendTo(start, 50, all))).toEqual([30, 40, 50])
  expect(ids(extendTo(extendTo(start, 50, all), 10, all))).toEqual([10, 20, 30])
  expect(ids(extendTo(noCanvas, 20, all))).toEqual([20])
})

test('single ones are added and taken away', () => {
  expect(ids(toggle(toggle(chooseOnly(10), 30), 10))).toEqual([30])
})

test('what is gone is chosen no more, and keys go on where they were', () => {
  const left = fitTo(extendTo(chooseOnly(20), 30, all), [10, 20, 40, 50], all)
  expect(ids(left)).toEqual([20])
  expect(left.active).toBe(40)
  expect(fitTo(chooseOnly(50), [10], all).active).toBe(10)
  expect(fitTo(chooseOnly(50), [], all).active).toBe(null)
})

test('what is dropped counts without itself', () => {
  expect(dropPosition(all, new Set([10, 20]), 4)).toBe(2)
  expect(dropPosition(all, new Set([50]), 0)).toBe(0)
})

test('steps stop at the ends, for several at once too', () => {
  const two = new Set([30, 50])
  expect(stepPosition(all, two, 'up')).toBe(1)
  expect(stepPosition(all, two, 'down')).toBe(3)
  expect(stepPosition(all, two, 'last')).toBe(3)
  expect(stepPosition(all, new Set([10]), 'up')).toBe(0)
  expect(stepPosition(all, new Set([50]), 'down')).toBe(4)
})
