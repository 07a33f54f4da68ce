import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LayerInput } from '@shared/contract/model'
import type { Backend, NamedTensor } from '../backend'
import { createTensorflowBackend } from './tensorflow-backend'
import { buildExamples, buildModel, classes, engineRoot, needsEngine, prepare } from './testing/engine'

const layers = (between: readonly LayerInput[], scale: boolean): LayerInput[] => [
  { class_name: 'Conv2D', name: 'a', filters: 6, kernel_size: [3, 3], activation: 'relu' },
  { class_name: 'BatchNormalization', name: 'b', scale },
  ...between,
  { class_name: 'MaxPooling2D', name: 'c', pool_size: [2, 2], strides: [2, 2], padding: 'same' },
  { class_name: 'Flatten', name: 'd' },
  { class_name: 'Dense', name: 'out', units: classes, activation: 'softmax' }
]
const asWritten: LayerInput[] = [{ class_name: 'Activation', name: 'as-written', activation: 'linear' }]

/** Statistics as after training, and the given gammas. */
const withNormalization = (weights: readonly NamedTensor[], gamma: (channel: number) => number): NamedTensor[] =>
  weights.map(tensor => {
    const values: Record<string, (channel: number) => number> = {
      'b/gamma': gamma,
      'b/beta': channel => 0.3 - channel / 10,
      'b/moving_mean': channel => channel / 20,
      'b/moving_variance': channel => 0.01 + channel / 30
    }
    const value = values[tensor.name]
    return value ? { ...tensor, data: tensor.data.map((_, channel) => value(channel)) } : tensor
  })

describe.runIf(engineRoot)(`max pooling before batch normalization, ${needsEngine}`, () => {
  let tensorflow: Backend
  beforeAll(() => {
    tensorflow = createTensorflowBackend({ root: engineRoot ?? '', threads: 1 })
  })
  afterAll(() => expect(tensorflow.memory()).toEqual({ tensors: 0, bytes: 0 }))

  const gammas: Record<string, (channel: number) => number> = {
    'where every channel rises': channel => 0.5 + channel / 10,
    'where one channel falls': channel => 0.5 - channel / 7,
    'where every channel falls': channel => -0.5 - channel / 10,
    'where one channel is constant': channel => channel / 5
  }
  test.each([...Object.entries(gammas), ['without gamma', null] as const])(
    'predicts as in the order of the model %s',
    async (_, gamma) => {
      const { x, count } = buildExamples(12)
      const predictions: Float32Array[] = []
      for (const between of [[], asWritten]) {
        const compiled = await prepare(tensorflow, buildModel(...layers(between, gamma !== null)))
        await compiled.setWeights(withNormalization(await compiled.getWeights(), gamma ?? (() => 1)))
        predictions.push(await compiled.predict(x, count))
        compiled.dispose()
      }
      expect(predictions[0]).toEqual(predictions[1])
      expect(new Set(predictions[0]).size).toBeGreaterThan(classes)
    }
  )

  test('gives what the order of the model gives where values overflow in a channel that is constant', async () => {
    const { x, count } = buildExamples(12)
    const pooled: (Float32Array | undefined)[] = []
    for (const between of [[], asWritten]) {
      const compiled = await prepare(tensorflow, buildModel(...layers(between, true)))
      const weights = withNormalization(await compiled.getWeights(), channel => channel / 5)
      const overflowing = weights.map(tensor =>
        tensor.name === 'a/kernel' ? { ...tensor, data: tensor.data.map(value => value * 5e38) } : tensor
      )
      await compiled.setWeights(overflowing)
      pooled.push(await compiled.features?.(x, count, 'd'))
      compiled.dispose()
    }
    expect(pooled[0]).toEqual(pooled[1])
    expect(pooled[0]?.some(value => !Number.isFinite(value))).toBe(true)
  })

  test('gives the normalized values that enter the pooling when they are asked for', async () => {
    const { x, count } = buildExamples(12)
    const compiled = await prepare(tensorflow, buildModel(...layers([], true)))
    const same = await prepare(tensorflow, buildModel(...layers(asWritten, true)))
    const entering = await compiled.features?.(x, count, 'c')
    expect(entering?.length).toBe(count * 5 * 6 * 6)
    expect(entering).toEqual(await same.features?.(x, count, 'c'))
    compiled.dispose()
    same.dispose()
  })
})
