import { expect, test } from 'vitest'
import { findNeighbours, readItemPlace, writeItemPlace, type ItemPlace, type ListedItem } from './item-list'

const items: readonly ListedItem[] = [10, 11, 12, 13].map(imageId => ({ imageId, annotationId: null }))
const listOf = (all: readonly ListedItem[]) => (offset: number, limit: number) =>
  Promise.resolve({ total: all.length, items: all.slice(offset, offset + limit) })
const summary = async (all: readonly ListedItem[], at: number, imageId: number) => {
  const found = await findNeighbours(listOf(all), at, { imageId, annotationId: null })
  const place = (side: typeof found.next) => side && [side.item.imageId, side.at]
  return { at: found.at, previous: place(found.previous), next: place(found.next) }
}

test('an item knows who is before and after it, at the ends too', async () => {
  expect(await summary(items, 0, 10)).toEqual({ at: 0, previous: null, next: [11, 1] })
  expect(await summary(items, 2, 12)).toEqual({ at: 2, previous: [11, 1], next: [13, 3] })
  expect(await summary(items, 3, 13)).toEqual({ at: 3, previous: [12, 2], next: null })
})

test('an item that an edit took out of its list is followed by the one that came into its place', async () => {
  const without = (imageId: number) => items.filter(item => item.imageId !== imageId)
  expect(await summary(without(12), 2, 12)).toEqual({ at: null, previous: [11, 1], next: [13, 2] })
  expect(await summary(without(10), 0, 10)).toEqual({ at: null, previous: null, next: [11, 0] })
  expect(await summary(without(13), 3, 13)).toEqual({ at: null, previous: [12, 2], next: null })
})

test('the address brings the list back, and is no list when it is something else', () => {
  const place: ItemPlace = {
    at: 3,
    list: { kind: 'evaluation', query: { runId: 'r', population: { kind: 'source', sourceId: 1 }, only: 'wrong' } }
  }
  expect(readItemPlace(writeItemPlace(place))).toEqual(place)
  expect(readItemPlace({})).toBeNull()
  expect(readItemPlace({ list: '{', at: '1' })).toBeNull()
  expect(readItemPlace({ list: '{"kind":"other"}', at: '1' })).toBeNull()
  expect(readItemPlace({ ...writeItemPlace(place), at: '-1' })).toBeNull()
})
