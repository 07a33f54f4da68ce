import { expect, test } from 'vitest'
import { planKey, planSpans, toWishes, type View } from './thumb-plan'

const view: View = { first: 5000, last: 5090, total: 70_000, direction: 0, fast: false, level: 'fine' }
const itemOf = (index: number) => ({ image: index + 1, region: null })

test('at rest the view and a page around it are wanted, then coarse pictures far around', () => {
  const [fine, coarse] = planSpans(view)
  expect(fine).toEqual({ level: 'fine', from: 4864, to: 5376 })
  expect(coarse?.level).toBe('coarse')
  expect(coarse?.from).toBeLessThan(4100)
  expect(coarse?.to).toBeGreaterThan(6000)
})

test('what is visible comes first, then what follows', () => {
  const [wish] = toWishes(planSpans(view), view, itemOf)
  const images = wish?.items.map(item => item.image) ?? []
  expect(images[0]).toBe(5001)
  expect(images[90]).toBe(5091)
  expect(images.at(-1)).toBe(5000)
  expect(new Set(images).size).toBe(512)
})

test('in a fast scroll only coarse pictures are asked for, in the direction of the scroll', () => {
  const [up, ...more] = planSpans({ ...view, fast: true, direction: -1 })
  expect(more).toEqual([])
  expect(up).toEqual({ level: 'coarse', from: 2048, to: 5120 })
})

test('a scroll of a thousand rows asks for a few plans, not for one per row', () => {
  const keys = new Set<string>()
  for (let first = 0; first < 10_000; first += 10) {
    keys.add(planKey(planSpans({ ...view, first, last: first + 90, direction: 1 })))
  }
  // Each end of each span moves a block at a time.
  expect(keys.size).toBeLessThanOrEqual((2 * 10_000) / 256 + (2 * 10_000) / 1024)
})

test('stays within the list', () => {
  const spans = planSpans({ ...view, first: 0, last: 30, total: 40 })
  expect(spans.map(({ from, to }) => [from, to])).toEqual([
    [0, 40],
    [0, 40]
  ])
  expect(toWishes(spans, { ...view, first: 0, last: 30, total: 40 }, itemOf)[0]?.items).toHaveLength(40)
})
