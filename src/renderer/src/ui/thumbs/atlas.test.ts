import { expect, test } from 'vitest'
import { createAtlas } from './atlas'
import { toRgba } from './frame-pixels'

/** An atlas of four cells that remembers where it drew. */
function fixture() {
  const drawn: [number, number][] = []
  const atlas = createAtlas<number>({
    cell: 4,
    columns: 2,
    pages: 1,
    createPage: () => ({ source: {} as CanvasImageSource, put: (_pixels, _w, _h, x, y) => drawn.push([x, y]) })
  })
  const put = (key: number): void => atlas.put(key, new Uint8ClampedArray(16), 2, 2)
  return { atlas, put, drawn }
}

test('each picture has a cell of its own', () => {
  const { atlas, put, drawn } = fixture()
  for (const key of [1, 2, 3, 4]) put(key)
  expect(drawn).toEqual([
    [0, 0],
    [4, 0],
    [0, 4],
    [4, 4]
  ])
  expect(atlas.find(3)).toMatchObject({ x: 0, y: 4, w: 2, h: 2 })
})

test('a full atlas keeps what was drawn lately', () => {
  const { atlas, put } = fixture()
  for (const key of [1, 2, 3, 4]) put(key)
  put(5)
  // The hand has passed all: from here on only what is looked at stays.
  atlas.find(2)
  put(6)
  expect(atlas.has(2)).toBe(true)
  expect([1, 2, 3, 4, 5, 6].filter(key => atlas.has(key))).toHaveLength(4)
})

test('grey and RGB samples become opaque pixels in the right order', () => {
  expect([...toRgba(new Uint8Array([7]), 'grey', 1)]).toEqual([7, 7, 7, 255])
  expect([...toRgba(new Uint8Array([1, 2, 3]), 'rgb', 1)]).toEqual([1, 2, 3, 255])
})
