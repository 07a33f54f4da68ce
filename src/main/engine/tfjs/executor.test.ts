import * as v from 'valibot'
import { beforeAll, describe, expect, test } from 'vitest'
import { modelSchema, type LayerInput, type Model } from '@shared/contract/model'
import { lossSchema, trainingSchema, type Loss, type TrainingInput } from '@shared/contract/training'
import { createRandom } from '@shared/domain/random/random'
import type { Backend, CompiledModel, Examples } from '../backend'
import { createTfjsBackend } from './tfjs-backend'

const CLASSES = 3
const COUNT = 5

function model(...layers: LayerInput[]): Model {
  return v.parse(modelSchema, { name: 'test', input_shape: [7, 8, 2], layers })
}

function examples(seed = 1, weighted = false): Examples {
  const random = createRandom(seed, 'examples')
  return {
    count: COUNT,
    x: Float32Array.from({ length: COUNT * 7 * 8 * 2 }, () => random.uniform(-1, 1)),
    y: Int32Array.from({ length: COUNT }, (_, at) => at % CLASSES),
    ...(weighted && { sampleWeight: Float32Array.from({ length: COUNT }, () => random.uniform(0.2, 2)) })
  }
}

async function compile(
  backend: Backend,
  layers: Model,
  training: TrainingInput,
  data = examples()
): Promise<CompiledModel> {
  const settings = v.parse(trainingSchema, training)
  const compiled = await backend.compile(layers, { ...settings, augmentation: [] })
  // Every weight is moved from its start, so that no gradient is zero by symmetry.
  const weights = await compiled.getWeights()
  for (const { name, data: values } of weights) {
    const random = createRandom(3, name)
    const low = name.endsWith('moving_variance') ? 0 : -0.2
    values.forEach((value, at) => (values[at] = value + random.uniform(low, 0.2)))
  }
  await compiled.setWeights(weights)
  compiled.setTrainingData(data)
  return compiled
}

const all = Int32Array.from({ length: COUNT }, (_, at) => at)
const head: LayerInput[] = [
  { class_name: 'Flatten', name: 'flat' },
  { class_name: 'Dense', name: 'out', units: CLASSES, activation: 'softmax' }
]

/** Smooth networks that together hold every layer; finite differences fail at the kinks of ReLU and max pooling. */
const smooth: Record<string, LayerInput[]> = {
  'windows smaller than their strides, padded to the same size': [
    { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [3, 1], padding: 'same', strides: [1, 2] },
    { class_name: 'DepthwiseConv2D', name: 'b', kernel_size: [2, 2], padding: 'same', strides: [4, 4] },
    ...head
  ],
  'convolution, same, strided': [
    {
      class_name: 'Conv2D',
      name: 'a',
      filters: 3,
      kernel_size: [3, 2],
      padding: 'same',
      strides: [2, 1],
      activation: 'tanh'
    },
    ...head
  ],
  'convolution, valid, and average pooling': [
    { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [3, 3], activation: 'swish' },
    { class_name: 'AveragePooling2D', name: 'b', pool_size: [2, 2], padding: 'same' },
    { class_name: 'Conv2D', name: 'c', filters: 2, kernel_size: [2, 2], activation: 'sigmoid', kernel_l2: 0.05 },
    ...head
  ],
  'depthwise convolution, padding, global pooling': [
    {
      class_name: 'ZeroPadding2D',
      name: 'a',
      padding: [
        [1, 0],
        [2, 1]
      ]
    },
    { class_name: 'DepthwiseConv2D', name: 'b', kernel_size: [3, 3], strides: [2, 2], activation: 'tanh' },
    { class_name: 'DepthwiseConv2D', name: 'c', kernel_size: [2, 3], padding: 'same', use_bias: false },
    { class_name: 'GlobalAveragePooling2D', name: 'd' },
    { class_name: 'Dense', name: 'out', units: CLASSES, activation: 'softmax' }
  ],
  'batch normalisation on images and vectors': [
    { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [3, 3], use_bias: false },
    { class_name: 'BatchNormalization', name: 'b' },
    { class_name: 'Activation', name: 'c', activation: 'tanh' },
    { class_name: 'Flatten', name: 'd' },
    { class_name: 'Dense', name: 'e', units: 4, use_bias: false },
    { class_name: 'BatchNormalization', name: 'f', scale: false },
    { class_name: 'Dense', name: 'out', units: CLASSES, activation: 'softmax' }
  ],
  'frozen layers': [
    { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [3, 3], trainable: false },
    { class_name: 'BatchNormalization', name: 'b', trainable: false },
    { class_name: 'Conv2D', name: 'c', filters: 2, kernel_size: [2, 2], activation: 'tanh' },
    ...head
  ],
  'branches, resizing, rescaling, dropout': [
    { class_name: 'Rescaling', name: 'r', scale: 0.5, offset: 0.1 },
    { class_name: 'Conv2D', name: 'a', filters: 2, kernel_size: [3, 3], padding: 'same', activation: 'tanh' },
    { class_name: 'Add', name: 'b', inputs: ['a', 'r'] },
    { class_name: 'Concatenate', name: 'c', inputs: ['b', 'a', 'r'] },
    { class_name: 'Resizing', name: 'd', height: 5, width: 11 },
    { class_name: 'Conv2D', name: 'e', filters: 2, kernel_size: [3, 3], strides: [2, 2] },
    { class_name: 'Resizing', name: 'f', height: 3, width: 2, interpolation: 'nearest' },
    { class_name: 'Dropout', name: 'g', rate: 0.3 },
    ...head
  ]
}
const kinked: Record<string, LayerInput[]> = {
  'max pooling behind batch normalisation': [
    { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [2, 2], activation: 'relu' },
    { class_name: 'BatchNormalization', name: 'b' },
    { class_name: 'MaxPooling2D', name: 'c', pool_size: [2, 2] },
    { class_name: 'Conv2D', name: 'd', filters: 3, kernel_size: [2, 2], activation: 'leaky_relu' },
    ...head
  ],
  'overlapping max pooling of negative values': [
    { class_name: 'Rescaling', name: 'a', scale: 1, offset: -3 },
    { class_name: 'Conv2D', name: 'b', filters: 3, kernel_size: [1, 1], activation: 'linear' },
    { class_name: 'MaxPooling2D', name: 'c', pool_size: [3, 3], strides: [2, 2], padding: 'same' },
    { class_name: 'Activation', name: 'd', activation: 'relu6' },
    ...head
  ]
}

/** Gradient by plain SGD with learning rate 1: what a step takes off the weights. */
async function gradientOf(compiled: CompiledModel, step = 4): Promise<Map<string, Float32Array>> {
  const before = await compiled.getWeights()
  await compiled.trainStep({ indices: all, step, learningRate: 1 })
  const after = await compiled.getWeights()
  await compiled.setWeights(before)
  return new Map(before.map(({ name, data }, at) => [name, data.map((value, i) => value - (after[at]?.data[i] ?? 0))]))
}

/** Central differences of the loss along each weight's own gradient: |∇|² when the gradient is right. */
async function expectGradient(
  backend: Backend,
  layers: Model,
  training: TrainingInput,
  data?: Examples
): Promise<void> {
  const compiled = await compile(backend, layers, { ...training, optimizer: { name: 'sgd' } }, data)
  const gradient = await gradientOf(compiled)
  const weights = await compiled.getWeights()
  const frozen = new Set(layers.layers.filter(layer => !layer.trainable).map(layer => layer.name))
  for (const { name, data: values } of weights) {
    const own = gradient.get(name) ?? new Float32Array()
    if (name.includes('/moving_')) continue
    const norm = Math.hypot(...own)
    if (frozen.has(name.split('/')[0] ?? '')) {
      expect(norm, name).toBe(0)
      continue
    }
    expect(norm, name).toBeGreaterThan(1e-5)
    const original = values.slice()
    const distance = 2e-3
    const lossAt = async (side: number) => {
      values.forEach((_, i) => (values[i] = (original[i] ?? 0) + (side * distance * (own[i] ?? 0)) / norm))
      await compiled.setWeights(weights)
      return (await compiled.trainStep({ indices: all, step: 4, learningRate: 0 })).loss
    }
    const slope = ((await lossAt(1)) - (await lossAt(-1))) / (2 * distance)
    values.set(original)
    await compiled.setWeights(weights)
    expect(Math.abs(slope - norm) / norm, `${name}: slope ${slope}, gradient ${norm}`).toBeLessThan(2e-2)
  }
  compiled.dispose()
}

let cpu: Backend
let wasm: Backend
beforeAll(async () => {
  cpu = await createTfjsBackend('cpu')
  wasm = await createTfjsBackend('wasm')
})

describe('gradients of the oracle against finite differences', () => {
  test.each(Object.entries(smooth))('%s', async (_, layers) => {
    await expectGradient(cpu, model(...layers), {})
  })

  test.each(lossSchema.options)('loss %s, weighted', async loss => {
    const layers: LayerInput[] = [
      { class_name: 'Conv2D', name: 'a', filters: 3, kernel_size: [3, 3], activation: 'tanh' },
      { class_name: 'Flatten', name: 'b' },
      { class_name: 'Dense', name: 'out', units: CLASSES, activation: outputFor(loss) }
    ]
    const label_smoothing = loss === 'sparse_categorical_crossentropy' ? 0.1 : 0
    await expectGradient(cpu, model(...layers), { loss, label_smoothing }, examples(1, true))
  })
})

function outputFor(loss: Loss) {
  return loss === 'sparse_categorical_crossentropy' ? 'softmax' : 'linear'
}

describe('wasm against the oracle', () => {
  test.each(Object.entries({ ...smooth, ...kinked }))('%s', async (_, layers) => {
    const [oracle, fast] = [await compile(cpu, model(...layers), {}), await compile(wasm, model(...layers), {})]
    const [expected, actual] = [await oracle.predict(examples(2).x, COUNT), await fast.predict(examples(2).x, COUNT)]
    expectClose(actual, expected, 'predictions')
    await oracle.setOptimizer({ ...sgd, learning_rate: 1 })
    await fast.setOptimizer({ ...sgd, learning_rate: 1 })
    const gradient = await gradientOf(fast)
    for (const [name, values] of await gradientOf(oracle)) expectClose(gradient.get(name), values, name)
  })

  test('leaves no tensors behind', async () => {
    const compiled = await compile(wasm, model(...(kinked['max pooling behind batch normalisation'] ?? [])), {})
    await compiled.trainStep({ indices: all, step: 0, learningRate: 0.1 })
    const before = wasm.memory()
    for (let step = 1; step < 6; step++) await compiled.trainStep({ indices: all, step, learningRate: 0.1 })
    await compiled.predict(examples(2).x, COUNT, 2)
    expect(wasm.memory()).toEqual(before)
  })
})

const sgd = v.parse(trainingSchema, { optimizer: { name: 'sgd' } }).optimizer

function expectClose(actual: Float32Array | undefined, expected: Float32Array, what: string): void {
  const scale = Math.max(1e-3, ...expected.map(Math.abs))
  const error = Math.max(...expected.map((value, at) => Math.abs(value - (actual?.[at] ?? NaN))))
  expect(error / scale, what).toBeLessThan(1e-4)
}
