import { describe, expect, test } from 'vitest'
import { defaultTraining, type Optimizer } from '@shared/contract/training'
import { gatherRows, sliceRows } from './batch'
import { lossAndGradient, lossOfOutputs, softmaxRows } from './loss'
import { createOptimizer, type TrainableWeight } from './optimizer'

const limits = { weight_decay: 0, clipnorm: null, clipvalue: null, global_clipnorm: null }
const sgd: Optimizer = { ...limits, name: 'sgd', learning_rate: 0.1, momentum: 0, nesterov: false }
const adam: Optimizer = { ...defaultTraining.optimizer }

function weights(...values: number[]): TrainableWeight {
  return { name: 'a/kernel', shape: [values.length], data: Float32Array.from(values), kernel: true, l2: 0 }
}
/** The weights after steps of these gradients. */
function after(settings: Optimizer, weight: TrainableWeight, gradients: number[][], learningRate = 0.1): number[] {
  const optimizer = createOptimizer(settings, [weight])
  gradients.forEach((gradient, step) => optimizer.apply([Float32Array.from(gradient)], step, learningRate))
  return [...weight.data]
}
const close = (actual: number[], expected: number[]) =>
  expected.forEach((value, at) => expect(actual[at]).toBeCloseTo(value, 6))

describe('optimizers, by the formulas of Keras 3', () => {
  test('plain descent, momentum, Nesterov', () => {
    close(after(sgd, weights(1), [[2], [1]]), [0.7])
    // v1 = -0.2, w1 = 0.8; v2 = 0.9 × -0.2 - 0.1 = -0.28, w2 = 0.52
    close(after({ ...sgd, momentum: 0.9 }, weights(1), [[2], [1]]), [0.52])
    // w1 = 1 + 0.9 × -0.2 - 0.2 = 0.62; w2 = 0.62 + 0.9 × -0.28 - 0.1 = 0.268
    close(after({ ...sgd, momentum: 0.9, nesterov: true }, weights(1), [[2], [1]]), [0.268])
  })

  test('Adam corrects its bias and adds epsilon outside of it', () => {
    // Step 1: alpha = 0.1 × √0.001 / 0.1, m = 0.2, √v = √0.004, so the step is 0.1 × 1 / (1 + tiny).
    close(after(adam, weights(1), [[2]]), [0.9])
    // Step 2 with gradient -1: m = 0.08, v = 0.004996, alpha = 0.1 × √0.001999 / 0.19.
    const second = 0.9 - (((0.1 * Math.sqrt(0.001999)) / 0.19) * 0.08) / (Math.sqrt(0.004996) + 1e-7)
    close(after(adam, weights(1), [[2], [-1]]), [second])
  })

  test('decay is decoupled and spares what is no kernel', () => {
    close(after({ ...sgd, weight_decay: 0.5 }, weights(1), [[2]]), [0.75])
    close(after({ ...sgd, weight_decay: 0.5 }, { ...weights(1), kernel: false }, [[2]]), [0.8])
  })

  test('L2 is part of the gradient, before clipping', () => {
    close(after(sgd, { ...weights(1), l2: 0.5 }, [[2]]), [0.7])
    close(after({ ...sgd, clipvalue: 2.5 }, { ...weights(1), l2: 0.5 }, [[2]]), [0.75])
  })

  test('clipping by norm, by global norm, by value', () => {
    close(after({ ...sgd, clipnorm: 1 }, weights(0, 0), [[3, 4]]), [-0.06, -0.08])
    close(after({ ...sgd, clipvalue: 1 }, weights(0, 0), [[3, -4]]), [-0.1, 0.1])
    const pair = [weights(0), { ...weights(0), name: 'b/kernel' }]
    createOptimizer({ ...sgd, global_clipnorm: 1 }, pair).apply([Float32Array.of(3), Float32Array.of(4)], 0, 0.1)
    close(
      pair.map(weight => weight.data[0] ?? 0),
      [-0.06, -0.08]
    )
  })

  test('slots come back exactly, and another model’s are refused', () => {
    const trained = createOptimizer(adam, [weights(1)])
    trained.apply([Float32Array.of(2)], 0, 0.1)
    const slots = trained.slots()
    expect(slots.map(slot => slot.name)).toEqual(['adam/m/a/kernel', 'adam/v/a/kernel'])
    const restored = createOptimizer(adam, [weights(1)])
    restored.restore(slots)
    expect(restored.slots()).toEqual(slots)
    expect(() => createOptimizer(adam, [weights(1, 2)]).restore(slots)).toThrow(/another model/)
  })
})

describe('losses', () => {
  const labels = Int32Array.of(0, 2)
  const scores = Float32Array.of(2, 1, 0, 0.5, 0.5, -1)
  const settings = { loss: 'sparse_categorical_crossentropy', label_smoothing: 0 } as const

  test('cross-entropy as −log p, right ones counted', () => {
    const { loss, correct, predicted } = lossAndGradient(scores, labels, undefined, settings)
    const first = Math.log(Math.exp(2) + Math.E + 1) - 2
    const second = Math.log(2 * Math.exp(0.5) + Math.exp(-1)) + 1
    expect(loss).toBeCloseTo((first + second) / 2, 6)
    expect([correct, ...predicted]).toEqual([1, 0, 0])
  })

  test('weights multiply, the sum is divided by the batch', () => {
    const single = lossAndGradient(scores, labels, Float32Array.of(0, 1), settings).loss
    expect(single).toBeCloseTo((Math.log(2 * Math.exp(0.5) + Math.exp(-1)) + 1) / 2, 6)
  })

  test('squared hinge is the mean over classes with targets −1 and 1', () => {
    const { loss } = lossAndGradient(Float32Array.of(2, 0.5, -3), Int32Array.of(0), undefined, {
      ...settings,
      loss: 'squared_hinge'
    })
    expect(loss).toBeCloseTo((0 + 1.5 ** 2 + 0) / 3, 6)
  })

  test('categorical hinge takes the highest wrong score, at least 0', () => {
    const hinge = { ...settings, loss: 'categorical_hinge' } as const
    expect(lossAndGradient(Float32Array.of(0.5, 0.2, -1), Int32Array.of(0), undefined, hinge).loss).toBeCloseTo(0.7, 6)
    expect(lossAndGradient(Float32Array.of(0.5, -0.2, -1), Int32Array.of(0), undefined, hinge).loss).toBeCloseTo(0.5, 6)
  })

  test('the loss of outputs is that of the scores they come from', () => {
    for (const label_smoothing of [0, 0.1]) {
      const outputs = Float32Array.from(scores)
      softmaxRows(outputs, 3)
      const expected = lossAndGradient(scores, labels, undefined, { ...settings, label_smoothing }).loss
      expect(lossOfOutputs(outputs, labels, { ...settings, label_smoothing })).toBeCloseTo(expected, 5)
    }
  })

  test('a NaN stays one', () => {
    for (const loss of ['sparse_categorical_crossentropy', 'squared_hinge', 'categorical_hinge'] as const) {
      const result = lossAndGradient(Float32Array.of(NaN, NaN, NaN), Int32Array.of(0), undefined, { ...settings, loss })
      expect(result.loss, loss).toBeNaN()
    }
  })
})

test('bytes become numbers in [0, 1], floats stay', () => {
  expect([...gatherRows(Uint8Array.of(0, 255, 51, 102), [1, 0], 2)]).toEqual([...Float32Array.of(0.2, 0.4, 0, 1)])
  expect([...gatherRows(Float32Array.of(5, -1), [0], 2)]).toEqual([5, -1])
  expect([...sliceRows(Uint8Array.of(0, 255, 51, 102), 1, 2, 2)]).toEqual([...Float32Array.of(0.2, 0.4)])
})
