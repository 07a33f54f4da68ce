import { expect, test } from 'vitest'
import { createRandom } from '@shared/domain/random/random'
import { findNearest } from './nearest'

test('the nearest rows are those of a full search, in its order', async () => {
  const random = createRandom(7, 'rows')
  const size = 300
  const rows = Uint8Array.from({ length: 3000 * size }, () => random.integer(256))
  const picture = rows.slice(2321 * size, 2322 * size)
  picture[0] = (picture[0] ?? 0) ^ 255
  const sums = Array.from({ length: 3000 }, (_, row) => {
    let sum = 0
    for (let at = 0; at < size; at++) sum += ((rows[row * size + at] ?? 0) - (picture[at] ?? 0)) ** 2
    return { row, distance: Math.sqrt(sum / size) }
  }).sort((a, b) => a.distance - b.distance)
  const found = await findNearest(rows, picture, 4)
  expect(found).toEqual(sums.slice(0, 4))
  expect(found[0]?.row).toBe(2321)
})

test('a training set of fewer pictures gives what it has', async () => {
  expect(await findNearest(Uint8Array.of(1, 1, 9, 9), Uint8Array.of(8, 8), 9)).toEqual([
    { row: 1, distance: 1 },
    { row: 0, distance: 7 }
  ])
})
