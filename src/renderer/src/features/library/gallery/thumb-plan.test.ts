import { expect, test } from 'vitest'
import { planThumbs, type PlanInput } from './thumb-plan'

const input: PlanInput = {
  first: 5000,
  last: 5090,
  total: 70_000,
  direction: 0,
  fast: false,
  level: 'fine',
  itemOf: index => ({ image: index + 1, region: null })
}
const images = (plan: ReturnType<typeof planThumbs>, at: number): readonly number[] =>
  plan[at]?.items.map(item => item.image) ?? []

test('at rest the view comes first, then the next page, then coarse pictures around', () => {
  const plan = planThumbs(input)
  expect(plan.map(wish => wish.level)).toEqual(['fine', 'fine', 'coarse'])
  expect(images(plan, 0)).toHaveLength(90)
  expect(images(plan, 0)[0]).toBe(5001)
  expect(images(plan, 1)[0]).toBe(5091)
  expect(images(plan, 2)).toContain(3000)
  expect(images(plan, 2)).toContain(7000)
})

test('in a fast scroll only coarse pictures are asked for, in the direction of the scroll', () => {
  const up = planThumbs({ ...input, fast: true, direction: -1 })
  expect(up.map(wish => wish.level)).toEqual(['coarse'])
  expect(images(up, 0).slice(88, 92)).toEqual([5089, 5090, 5000, 4999])
  expect(images(up, 0)).not.toContain(5091)
})

test('stays within the list', () => {
  const plan = planThumbs({ ...input, first: 0, last: 30, total: 40, direction: 1 })
  expect(images(plan, 2)).toHaveLength(40)
  expect(images(plan, 1)).toHaveLength(10)
})
