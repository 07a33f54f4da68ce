import { expect, test } from 'vitest'
import { keptOnce } from './kept-once'

test('a value is loaded once for all who ask, also while it is on its way', async () => {
  const kept = new Map<string, Promise<number>>()
  let loads = 0
  const load = () => Promise.resolve(++loads)
  expect(await Promise.all([keptOnce(kept, 'a', load), keptOnce(kept, 'a', load)])).toEqual([1, 1])
  expect(await keptOnce(kept, 'a', load)).toBe(1)
  expect(await keptOnce(kept, 'b', load)).toBe(2)
})

test('what failed is loaded anew, and a later success is not forgotten for it', async () => {
  const kept = new Map<string, Promise<string>>()
  const fail = () => Promise.reject(new Error('no room'))
  const [first, second] = [keptOnce(kept, 'a', fail), keptOnce(kept, 'a', fail)]
  // Asked again as soon as the first one hears of it, before the second one does.
  const again = first.catch(() => keptOnce(kept, 'a', () => Promise.resolve('there')))
  await expect(second).rejects.toThrow('no room')
  expect(await again).toBe('there')
  expect(await keptOnce(kept, 'a', fail)).toBe('there')
})
