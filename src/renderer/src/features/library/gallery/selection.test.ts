import { expect, test } from 'vitest'
import { clear, clickAt, emptySelection, fitTo, moveTo, selectAll, toggle } from './selection'

const list = [10, 20, 30, 40, 50]
const plain = { ctrl: false, shift: false }

test('a click selects one, with Ctrl it adds, with Shift it takes the range from the last click', () => {
  const one = clickAt(emptySelection, list, 1, plain)
  expect([...one.ids]).toEqual([20])
  const two = clickAt(one, list, 3, { ctrl: true, shift: false })
  expect([...two.ids]).toEqual([20, 40])
  expect([...clickAt(two, list, 4, { ctrl: false, shift: true }).ids]).toEqual([40, 50])
  expect([...clickAt(two, list, 0, { ctrl: true, shift: true }).ids].toSorted()).toEqual([10, 20, 30, 40])
  expect([...clickAt(two, list, 3, { ctrl: true, shift: false }).ids]).toEqual([20])
})

test('Shift and arrows grow and shrink a range about where it began', () => {
  let selection = moveTo(emptySelection, list, 2, false)
  selection = moveTo(selection, list, 4, true)
  expect([...selection.ids]).toEqual([30, 40, 50])
  selection = moveTo(selection, list, 1, true)
  expect([...selection.ids]).toEqual([20, 30])
})

test('arrows alone leave the selection as it is', () => {
  const selected = toggle(emptySelection, list, 0)
  expect([...moveTo(selected, list, 3, false).ids]).toEqual([10])
})

test('what a filter hides is not labelled unseen', () => {
  const all = selectAll(moveTo(emptySelection, list, 4, false), list)
  const fitted = fitTo(all, [20, 60])
  expect([...fitted.ids]).toEqual([20])
  expect(fitted.active).toBe(1)
  expect(clear(fitted).ids.size).toBe(0)
})
