import { expect, it } from 'vitest'
import { describeOutOfDistribution } from './out-of-distribution'
import { predictionsFromLabels, predictionsFromProbabilities } from './predictions'

it('counts classes, confidence and entropy without any label', () => {
  const predictions = predictionsFromProbabilities(Float32Array.of(1, 0, 0, 0, 0.25, 0.25, 0.25, 0.25), 4)
  const { predicted, confidence, entropy, sinks } = describeOutOfDistribution(predictions, 4)
  expect([...predicted]).toEqual([2, 0, 0, 0])
  expect(confidence?.bins.map(({ count }) => count)).toEqual([1, 0, 0, 1])
  expect(confidence?.mean).toBe(0.625)
  // Sure of one class, and an even guess.
  expect(entropy?.bins.map(({ count }) => count)).toEqual([1, 0, 0, 1])
  expect(entropy?.mean).toBeCloseTo(0.5)
  // Two pictures are too few to call a class a sink.
  expect(sinks).toEqual([])
})

it('names a sink, leaves out what has no prediction, and knows no confidence of labels', () => {
  const labels = [...Array<number>(20).fill(2), 0, 1, -1]
  expect(describeOutOfDistribution(predictionsFromLabels(labels, 10))).toMatchObject({
    ...{ count: 22, unpredicted: 1, confidence: null, entropy: null, sinks: [{ class: 2, count: 20 }] }
  })
})

it('says nothing of nothing', () => {
  const { count, confidence, sinks } = describeOutOfDistribution(predictionsFromProbabilities(new Float32Array(0), 3))
  expect({ count, confidence, sinks }).toEqual({ count: 0, confidence: null, sinks: [] })
})
