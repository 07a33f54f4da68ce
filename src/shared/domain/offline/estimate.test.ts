import { expect, test } from 'vitest'
import { estimateDownload } from './estimate'

const pictures = [
  { host: 'a.example', width: 4000, height: 2000 },
  { host: 'a.example', width: 1000, height: 500 },
  { host: 'b.example', width: 1024, height: 1024 }
]

test('a bound on the side makes less of large pictures and nothing of small ones', () => {
  const full = estimateDownload(pictures, 2, { kind: 'full' })
  const bounded = estimateDownload(pictures, 2, { kind: 'side', pixels: 2000 })
  expect(full).toMatchObject({ images: 3, kept: 2, requests: 6 })
  // 8 million pixels become 2; the other half million and million stay.
  expect(bounded.bytes / full.bytes).toBeCloseTo(3.548576 / 9.548576, 5)
})

test('tiles cost a request each, by host', () => {
  const { requests, hosts } = estimateDownload(pictures, 0, { kind: 'tiles' })
  expect(hosts).toEqual([
    { host: 'a.example', images: 2, requests: 2 + 8 * 4 + 2 * 1 },
    { host: 'b.example', images: 1, requests: 1 + 2 * 2 }
  ])
  expect(requests).toBe(41)
})

test('links cost nothing', () => {
  expect(estimateDownload(pictures, 0, { kind: 'none' })).toMatchObject({
    images: 0,
    requests: 0,
    bytes: 0,
    seconds: 0
  })
})
