import { describe, expect, test } from 'vitest'
import { itemAt, itemsIn, layOut, placeOf, rowCount, rowsIn, step, type GalleryMetrics } from './gallery-layout'

const metrics: GalleryMetrics = { width: 1032, size: 100, gap: 8, rowGap: 8, caption: 20, header: 32, padding: 16 }
const groups = [
  { key: 'a', title: 'Photos', start: 0, count: 23 },
  { key: 'b', title: 'Test', start: 23, count: 70_000 }
]
const layout = layOut(70_023, groups, new Set(), metrics)

describe('the gallery', () => {
  test('fills its width with whole tiles', () => {
    expect(layout.columns).toBe(9)
    expect(16 * 2 + layout.columns * layout.tile + 8 * 8).toBeLessThanOrEqual(1032)
    expect(layout.tile).toBe(104)
  })

  test('finds by its place every item that it placed', () => {
    for (const index of [0, 8, 9, 22, 23, 31, 32, 35_000, 70_022]) {
      const place = placeOf(layout, index)
      if (!place) throw new Error(`item ${index} has no place`)
      expect(itemAt(layout, place.x, place.y)).toBe(index)
      expect(itemAt(layout, place.x + layout.tile - 1, place.y + layout.tile + 19)).toBe(index)
      expect(itemAt(layout, place.x + layout.tile + 1, place.y)).toBeNull()
    }
  })

  test('has nothing in the rest of a group’s last row', () => {
    const last = placeOf(layout, 22)
    expect(itemAt(layout, (last?.x ?? 0) + layout.tile + 8, last?.y ?? 0)).toBeNull()
  })

  test('lists the rows in view, wherever the view is', () => {
    const middle = layout.height / 2
    const rows = rowsIn(layout, middle, middle + 800)
    expect(rows.length).toBeLessThan(10)
    const range = itemsIn(layout, middle, middle + 800)
    expect((range?.last ?? 0) - (range?.first ?? 0)).toBe(rows.length * 9)
    expect(rowCount(layout)).toBe(2 + 3 + Math.ceil(70_000 / 9))
    expect(itemsIn(layout, layout.height - 100, layout.height)?.last).toBe(70_023)
  })

  test('drops the rows of a collapsed group', () => {
    const folded = layOut(70_023, groups, new Set(['b']), metrics)
    expect(placeOf(folded, 30)).toBeNull()
    expect(folded.height).toBe(32 + 3 * folded.rowHeight + 32 + 16)
    expect(step(folded, 22, 'right', 5)).toBe(22)
    expect(step(folded, 0, 'last', 5)).toBe(22)
  })
})

describe('arrow keys', () => {
  test.each([
    ['right', 22, 23],
    ['left', 23, 22],
    ['left', 0, 0],
    ['down', 0, 9],
    ['down', 14, 22],
    ['down', 19, 24],
    ['up', 24, 19],
    ['up', 31, 22],
    ['up', 3, 3],
    ['row-start', 13, 9],
    ['row-end', 13, 17],
    ['row-end', 20, 22],
    ['first', 50_000, 0],
    ['last', 0, 70_022],
    ['page-down', 0, 32]
  ] as const)('%s from %i leads to %i', (direction, from, to) => {
    expect(step(layout, from, direction, 4)).toBe(to)
  })

  test('go through everything and come back', () => {
    let index = 0
    for (let i = 0; i < 40; i++) index = step(layout, index, 'right', 1)
    expect(index).toBe(40)
    for (let i = 0; i < 40; i++) index = step(layout, index, 'left', 1)
    expect(index).toBe(0)
  })
})
