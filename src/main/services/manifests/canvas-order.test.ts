import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeRoom, moveTo } from './canvas-order'

type Placed = Parameters<typeof moveTo>[0]
const canvases = (count: number): Placed => Array.from({ length: count }, (_, id) => ({ id, position: 3 * id + 5 }))
const inOrder = (list: Placed): number[] => list.toSorted((a, b) => a.position - b.position).map(({ id }) => id)
function withPlaces(list: Placed, places: Placed): Placed {
  const changed = new Map(places.map(place => [place.id, place]))
  return list.map(place => changed.get(place.id) ?? place)
}

test('whatever is moved stands together where it was put, everything else keeps its order', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), fc.nat(40), (chosen, to) => {
      const list = canvases(chosen.length)
      const moved = new Set(chosen.flatMap((isChosen, id) => (isChosen ? [id] : [])))
      const order = inOrder(withPlaces(list, moveTo(list, moved, to)))
      const rest = inOrder(list).filter(id => !moved.has(id))
      expect(order.filter(id => !moved.has(id))).toEqual(rest)
      const start = Math.min(to, rest.length)
      expect(order.slice(start, start + moved.size)).toEqual([...moved])
    })
  )
})

test('one step writes two rows, standing still none', () => {
  expect(moveTo(canvases(5000), new Set([2000]), 2001)).toHaveLength(2)
  expect(moveTo(canvases(5000), new Set([2000]), 2000)).toEqual([])
})

test('new ones go between two or to the end', () => {
  const list = canvases(4)
  const { first, shifted } = makeRoom(list, 2, 1)
  const fresh = [0, 1].map(index => ({ id: 10 + index, position: first + index }))
  expect(inOrder([...withPlaces(list, shifted), ...fresh])).toEqual([0, 10, 11, 1, 2, 3])
  expect(makeRoom(list, 2, null)).toEqual({ first: 15, shifted: [] })
  expect(makeRoom([], 2, 0)).toEqual({ first: 0, shifted: [] })
})
