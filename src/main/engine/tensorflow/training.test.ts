import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LayerInput } from '@shared/contract/model'
import type { Optimizer, TrainingInput } from '@shared/contract/training'
import { sgdSchema, trainingSchema } from '@shared/contract/training'
import { createRandom } from '@shared/domain/random/random'
import * as v from 'valibot'
import type { Backend, CompiledModel, Examples, NamedTensor } from '../backend'
import { createTfjsBackend } from '../tfjs/tfjs-backend'
import { loadBinding } from './binding'
import { compileModel } from './compiled-model'
import { createTensorflowBackend } from './tensorflow-backend'
import { buildExamples, buildModel, classes, engineRoot, firstRows, needsEngine } from './testing/engine'
import { prepare, relativeError } from './testing/engine'

const smooth: LayerInput[] = [
  { class_name: 'Conv2D', name: 'a', filters: 4, kernel_size: [3, 3], activation: 'tanh', kernel_l2: 0.01 },
  { class_name: 'BatchNormalization', name: 'b' },
  { class_name: 'AveragePooling2D', name: 'c', pool_size: [2, 2] },
  { class_name: 'Flatten', name: 'd' },
  { class_name: 'Dense', name: 'out', units: classes, activation: 'softmax' }
]
const dropping: LayerInput[] = [
  { class_name: 'Dropout', name: 'drop', rate: 0.4 },
  ...smooth.slice(0, 4),
  { class_name: 'Dropout', name: 'drop2', rate: 0.4 },
  ...smooth.slice(4)
]

async function train(compiled: CompiledModel, from: number, to: number, count: number): Promise<number[]> {
  const losses: number[] = []
  for (let step = from; step < to; step++)
    losses.push((await compiled.trainStep({ indices: firstRows(count), step, learningRate: 0.01 })).loss)
  return losses
}

const plain = (tensors: readonly NamedTensor[]) => tensors.map(({ name, data }) => [name, Array.from(data)])

describe.runIf(engineRoot)(`training, ${needsEngine}`, () => {
  let tensorflow: Backend
  beforeAll(() => {
    tensorflow = createTensorflowBackend({ root: engineRoot ?? '', threads: 2 })
  })
  afterAll(() => expect(tensorflow.memory()).toEqual({ tensors: 0, bytes: 0 }))

  describe('optimizers equal the plain TypeScript ones', () => {
    const kinds: Record<string, TrainingInput['optimizer']> = {
      adam: { name: 'adam' },
      'adam, other settings': { name: 'adam', beta_1: 0.7, beta_2: 0.95, epsilon: 1e-3 },
      'adam with weight decay': { name: 'adam', weight_decay: 0.5 },
      sgd: { name: 'sgd' },
      momentum: { name: 'sgd', momentum: 0.9 },
      nesterov: { name: 'sgd', momentum: 0.9, nesterov: true, weight_decay: 0.1 },
      clipnorm: { name: 'sgd', momentum: 0.5, clipnorm: 0.05 },
      clipvalue: { name: 'sgd', clipvalue: 0.01 },
      global_clipnorm: { name: 'adam', global_clipnorm: 0.1 }
    }
    test.each(Object.entries(kinds))('%s', async (_, optimizer) => {
      const oracle = await createTfjsBackend('cpu')
      const results = []
      for (const backend of [tensorflow, oracle]) {
        const compiled = await prepare(backend, buildModel(...smooth), { optimizer }, buildExamples(5, 1, true))
        const losses = await train(compiled, 0, 8, 5)
        results.push({ losses, weights: await compiled.getWeights(), slots: await compiled.getOptimizerState() })
        compiled.dispose()
      }
      const [ours, theirs] = results
      expect(relativeError(ours?.losses, theirs?.losses ?? [])).toBeLessThan(1e-5)
      for (const kind of ['weights', 'slots'] as const)
        for (const { name, data } of theirs?.[kind] ?? [])
          // Adam divides by √v: behind batch normalization the bias's gradient is rounding noise, and so is its step.
          if (name !== 'a/bias' || optimizer?.name !== 'adam')
            expect(relativeError(ours?.[kind].find(found => found.name === name)?.data, data), name).toBeLessThan(1e-3)
    })
  })

  test('a run that is stopped and resumed equals the uninterrupted one to the last bit', async () => {
    const training: TrainingInput = { augmentation: [{ class_name: 'GaussianNoise', stddev: 0.1 }], seed: 9 }
    const start = () => prepare(tensorflow, buildModel(...dropping), training)
    const whole = await start()
    const losses = await train(whole, 0, 10, 5)
    const half = await start()
    const first = await train(half, 0, 4, 5)
    const [weights, state] = [await half.getWeights(), await half.getOptimizerState()]
    half.dispose()
    const rest = await start()
    await rest.setWeights(weights)
    await rest.setOptimizerState(state)
    expect([...first, ...(await train(rest, 4, 10, 5))]).toEqual(losses)
    expect(plain(await rest.getWeights())).toEqual(plain(await whole.getWeights()))
    whole.dispose()
    rest.dispose()
  })

  test('dropout depends on seed, step and layer', async () => {
    const run = async (seed: number, layers = dropping): Promise<number[]> => {
      const compiled = await prepare(tensorflow, buildModel(...layers), { seed })
      const losses = await train(compiled, 0, 3, 5)
      compiled.dispose()
      return losses
    }
    expect(await run(1)).toEqual(await run(1))
    expect(await run(2)).not.toEqual(await run(1))
    // With a learning rate of 0 only the mask differs from step to step.
    const frozen = await prepare(tensorflow, buildModel(...dropping), {})
    const at = async (step: number) => (await frozen.trainStep({ indices: firstRows(5), step, learningRate: 0 })).loss
    expect(await at(0)).toBe(await at(0))
    expect(await at(1)).not.toBe(await at(0))
    frozen.dispose()
  })

  test('images train alike whether they lie in TensorFlow or are fed, as bytes or as floats', async () => {
    const random = createRandom(1, 'bytes')
    const bytes = Uint8Array.from({ length: 9 * 112 }, () => random.integer(256))
    const y = Int32Array.from({ length: 9 }, (_, i) => i % classes)
    const asFloats = Float32Array.from(bytes, value => Math.fround(value) * Math.fround(1 / 255))
    const run = async (x: Examples['x'], residentLimit: number) => {
      const options = v.parse(trainingSchema, {})
      const binding = loadBinding(engineRoot ?? '', 2)
      const parts = { binding, model: buildModel(...smooth), options, residentLimit, onDispose: () => {} }
      const compiled = compileModel(parts)
      compiled.setTrainingData({ count: 9, x, y })
      const losses: number[] = []
      for (let step = 0; step < 4; step++)
        losses.push(
          (await compiled.trainStep({ indices: Int32Array.of(8, 0, 3, step), step, learningRate: 0.01 })).loss
        )
      const predicted = await compiled.predict(x, 9, 4)
      compiled.dispose()
      return { losses, predicted }
    }
    const resident = await run(bytes, 1e9)
    expect(await run(bytes, 0)).toEqual(resident)
    expect(await run(asFloats, 1e9)).toEqual(resident)
  })

  test('weights handed over are copied, not borrowed', async () => {
    const compiled = await prepare(tensorflow, buildModel(...smooth))
    const given = await compiled.getWeights()
    const before = structuredClone(given)
    await compiled.setWeights(given)
    await train(compiled, 0, 3, 5)
    expect(given).toEqual(before)
    compiled.dispose()
  })

  test('the optimizer can be changed during a run', async () => {
    const compiled = await prepare(tensorflow, buildModel(...smooth))
    await train(compiled, 0, 3, 5)
    const weights = await compiled.getWeights()
    const momentum: Optimizer = v.parse(trainingSchema, {
      optimizer: { ...v.parse(sgdSchema, { name: 'sgd', momentum: 0.9 }) }
    }).optimizer
    await compiled.setOptimizer(momentum)
    expect(await compiled.getWeights()).toEqual(weights)
    const state = await compiled.getOptimizerState()
    expect(state.map(({ name }) => name)).toContain('sgd/momentum/a/kernel')
    expect(state.every(({ data }) => data.every(value => value === 0))).toBe(true)
    expect((await train(compiled, 3, 6, 5)).every(Number.isFinite)).toBe(true)
    compiled.dispose()
  })

  test('class and example weights scale the loss as Keras does: the divisor is the batch size', async () => {
    const heavy = buildExamples(4)
    const weighted = { ...heavy, sampleWeight: Float32Array.of(2, 2, 2, 2) }
    const layers = smooth.map(layer => ('kernel_l2' in layer ? { ...layer, kernel_l2: 0 } : layer))
    const [one, two] = [
      await prepare(tensorflow, buildModel(...layers), {}, heavy),
      await prepare(tensorflow, buildModel(...layers), {}, weighted)
    ]
    const [loss = 0] = await train(one, 0, 1, 4)
    const [doubled = 0] = await train(two, 0, 1, 4)
    expect(doubled).toBeCloseTo(2 * loss, 5)
    one.dispose()
    two.dispose()
  })

  test('predicts in batches of any size, and gives the activations that enter a layer', async () => {
    const compiled = await prepare(tensorflow, buildModel(...smooth))
    const { x } = buildExamples(7)
    const whole = await compiled.predict(x, 7)
    expect(whole.length).toBe(7 * classes)
    expect(relativeError(await compiled.predict(x, 7, 3), whole)).toBeLessThan(1e-6)
    expect(whole.subarray(0, classes).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
    const features = await compiled.features?.(x, 7, 'out')
    expect(features?.length).toBe(7 * 2 * 3 * 4)
    expect(await compiled.features?.(x, 7, 'a')).toEqual(x)
    compiled.dispose()
  })

  test('memory stays flat over 200 steps', async () => {
    const compiled = await prepare(tensorflow, buildModel(...dropping), {
      augmentation: [{ class_name: 'RandomRotation', factor: 0.1 }]
    })
    await train(compiled, 0, 20, 5)
    const before = { ...tensorflow.memory(), rss: process.memoryUsage().rss }
    await train(compiled, 20, 220, 5)
    const after = { ...tensorflow.memory(), rss: process.memoryUsage().rss }
    expect(after.tensors).toBe(before.tensors)
    expect(after.bytes).toBe(before.bytes)
    // 200 batches, masks and feeds would be a few MB even for this tiny model; a leak of sessions far more.
    expect(after.rss - before.rss).toBeLessThan(32 * 2 ** 20)
    compiled.dispose()
  })
})
