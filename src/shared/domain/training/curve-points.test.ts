import { expect, test } from 'vitest'
import { addCurvePoint } from './curve-points'

interface Point {
  readonly step: number
}
const grow = (count: number): readonly Point[] => {
  let points: readonly Point[] = []
  for (let step = 1; step <= count; step++) points = addCurvePoint(points, { step })
  return points
}

test('a curve of hours keeps its first point, its newest one and every stretch between, in bounds', () => {
  for (const count of [3, 1000, 5000, 40_000]) {
    const steps = grow(count).map(({ step }) => step)
    expect(steps.length).toBeLessThanOrEqual(1024)
    expect(steps.length).toBeGreaterThanOrEqual(Math.min(count, 400))
    expect([steps[0], steps.at(-1)]).toEqual([1, count])
    const widest = Math.max(...steps.slice(1).map((step, at) => step - (steps[at] ?? 0)))
    expect(widest).toBeLessThanOrEqual(Math.max(1, count / 200))
  }
})

test('steps that are done again take the place of those that were lost', () => {
  const again = addCurvePoint([{ step: 1 }, { step: 2 }, { step: 3 }, { step: 4 }], { step: 3 })
  expect(again).toEqual([{ step: 1 }, { step: 2 }, { step: 3 }])
})
