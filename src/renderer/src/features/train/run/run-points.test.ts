import { expect, test } from 'vitest'
import { joinPoints } from './run-points'
import { smooth } from './smoothing'

const at = (...steps: number[]) =>
  steps.map(step => ({
    runId: 'a',
    epoch: 1,
    step,
    stepsPerEpoch: 9,
    loss: step,
    accuracy: null,
    imagesPerSecond: null
  }))
const steps = (points: readonly { readonly step: number }[]) => points.map(({ step }) => step)

test('a snapshot and live points make one curve without a step twice', () => {
  expect(steps(joinPoints(at(1, 3, 5), at(4, 5, 6, 8)))).toEqual([1, 3, 5, 6, 8])
  expect(steps(joinPoints([], at(4)))).toEqual([4])
})

test('smoothing keeps a constant, starts without bias and leaves gaps', () => {
  expect(smooth([2, 2, null, 2], 0.9)).toEqual([2, 2, null, 2])
  expect(smooth([1, 3], 0.5)).toEqual([1, (0.25 * 1 + 0.5 * 3) / 0.75])
  expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2])
})
