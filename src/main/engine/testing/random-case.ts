import * as v from 'valibot'
import { activationSchema, initializerSchema, modelSchema, type LayerInput, type Model } from '@shared/contract/model'
import { lossSchema, trainingSchema, type Training, type TrainingInput } from '@shared/contract/training'
import type { Shape } from '@shared/domain/models/layer-shape'
import { inferShapes, MODEL_INPUT } from '@shared/domain/models/shapes'
import { sizeOf } from '@shared/domain/models/weights'
import { createRandom, type Random } from '@shared/domain/random/random'
import type { Examples } from '../backend'

/** A small model with settings and examples, for comparing engines with each other and with Keras. */
export interface RandomCase {
  readonly model: Model
  readonly training: Training
  readonly examples: Examples
  /** Rows of each step; the last batch is a smaller one. */
  readonly batches: readonly Int32Array[]
}

/** Values of one activation, over all examples; more would only take longer. */
const LARGEST = 700

/** A pure function of the seed. Nothing in it draws at random when it runs: masks differ from engine to engine. */
export function randomCase(seed: number): RandomCase {
  const random = createRandom(seed, 'case')
  const pick = <T>(...of: readonly T[]): T => of[random.integer(of.length)] as T
  const loss = pick(...lossSchema.options)
  const softmax = loss === 'sparse_categorical_crossentropy'
  const classes = 2 + random.integer(4)
  const model = randomModel(random, classes, softmax)
  const training: TrainingInput = {
    loss,
    label_smoothing: softmax && random.integer(3) === 0 ? 0.1 : 0,
    optimizer: randomOptimizer(random)
  }
  const batch = 2 + random.integer(4)
  const count = 2 * batch + 1 + random.integer(batch - 1)
  return {
    model,
    training: v.parse(trainingSchema, training),
    examples: randomExamples(random, count, sizeOf(model.input_shape), classes),
    batches: [0, 1, 2].map(step =>
      Int32Array.from({ length: Math.min(batch, count - step * batch) }, (_, at) => step * batch + at)
    )
  }
}

function randomExamples(random: Random, count: number, size: number, classes: number): Examples {
  const bytes = random.integer(2) === 0
  const weighted = random.integer(2) === 0
  return {
    count,
    x: bytes
      ? Uint8Array.from({ length: count * size }, () => random.integer(256))
      : Float32Array.from({ length: count * size }, () => random.uniform(-1, 1)),
    y: Int32Array.from({ length: count }, () => random.integer(classes)),
    ...(weighted && { sampleWeight: Float32Array.from({ length: count }, () => random.uniform(0.2, 2)) })
  }
}

function randomOptimizer(random: Random): TrainingInput['optimizer'] {
  const limits = [{}, {}, { clipnorm: 0.1 }, { clipvalue: 0.02 }, { global_clipnorm: 0.2 }][random.integer(5)]
  const weight_decay = random.integer(3) === 0 ? 0.1 : 0
  // Adam divides by the gradient's size: a small epsilon would make steps of rounding errors.
  if (random.integer(2) === 0) return { name: 'adam', learning_rate: 0.01, epsilon: 1e-2, weight_decay, ...limits }
  const momentum = random.integer(2) === 0 ? 0 : 0.9
  return { name: 'sgd', learning_rate: 0.1, momentum, nesterov: random.integer(2) === 0, weight_decay, ...limits }
}

function randomModel(random: Random, classes: number, softmax: boolean): Model {
  const size = () => 4 + random.integer(6)
  const input_shape: [number, number, number] = [size(), size(), 1 + random.integer(3)]
  const layers: LayerInput[] = []
  const parsed = (more: readonly LayerInput[]): Model =>
    v.parse(modelSchema, { name: 'random', input_shape, layers: [...layers, ...more] })

  /** Adds layers that belong together, if they fit. */
  function tryToAdd(more: readonly LayerInput[]): void {
    const { problems, output } = inferShapes(parsed(more))
    if (problems.length === 0 && output && sizeOf(output) <= LARGEST) layers.push(...more)
  }

  function grow(steps: number, flat: boolean): void {
    for (let step = 0; step < steps; step++) {
      const known = layers.length > 0 ? inferShapes(parsed([])).layers : []
      const shapes = new Map<string, Shape>([[MODEL_INPUT, input_shape]])
      for (const { layer, shape } of known) if (shape) shapes.set(layer.name, shape)
      const name = `l${layers.length}`
      tryToAdd(random.integer(4) === 0 ? randomJoint(random, name, shapes) : [randomLayer(random, name, flat)])
    }
  }

  grow(2 + random.integer(5), false)
  layers.push({ class_name: random.integer(3) === 0 ? 'GlobalAveragePooling2D' : 'Flatten', name: 'flat' })
  grow(random.integer(3), true)
  const out: LayerInput = { class_name: 'Dense', name: 'out', units: classes, kernel_l2: random.integer(3) && 0.05 }
  const apart = softmax && random.integer(3) === 0
  layers.push({ ...out, activation: softmax && !apart ? 'softmax' : 'linear' })
  if (apart) layers.push({ class_name: 'Activation', name: 'probabilities', activation: 'softmax' })
  return parsed([])
}

/** A branch from some layer before, joined with the latest; only layers that lead to the output are allowed. */
function randomJoint(random: Random, name: string, shapes: ReadonlyMap<string, Shape>): LayerInput[] {
  const names = [...shapes.keys()]
  const from = names[random.integer(names.length)] ?? MODEL_INPUT
  const latest = names.at(-1) ?? MODEL_INPUT
  const shape = shapes.get(latest) ?? []
  const branch = `${name}b`
  const inputs = [latest, branch, ...(random.integer(4) === 0 ? [latest] : [])]
  const join: LayerInput = { class_name: random.integer(2) === 0 ? 'Add' : 'Concatenate', name, inputs }
  if (shape.length === 1) {
    const dense: LayerInput = { class_name: 'Dense', name: branch, units: shape[0] ?? 1, inputs: [from] }
    return [dense, join]
  }
  const [height = 1, width = 1, channels = 1] = shape
  const [fromHeight = 1, fromWidth = 1] = shapes.get(from) ?? []
  // The strides that bring a branch from a larger image down to the latest one's size, where there are such.
  const strides: [number, number] = [Math.ceil(fromHeight / height), Math.ceil(fromWidth / width)]
  const conv = { class_name: 'Conv2D' as const, name: branch, filters: channels, inputs: [from], strides }
  return [{ ...conv, kernel_size: random.integer(2) === 0 ? [1, 1] : [3, 3], padding: 'same' }, join]
}

function randomLayer(random: Random, name: string, flat: boolean): LayerInput {
  const pick = <T>(...of: readonly T[]): T => of[random.integer(of.length)] as T
  const upTo = (most: number) => 1 + random.integer(most)
  const square = upTo(3)
  const trainable = random.integer(6) > 0
  const padding = pick('valid', 'same')
  const activation = pick(...activationSchema.options)
  const weighted = {
    use_bias: random.integer(3) > 0,
    kernel_initializer: pick(...initializerSchema.options),
    kernel_l2: pick(0, 0, 0.05),
    activation,
    trainable
  }
  const window: [number, number] = [upTo(3), upTo(3)]
  const kind = flat
    ? pick('Dense', 'BatchNormalization', 'Activation', 'Rescaling')
    : pick(
        'Conv2D',
        'Conv2D',
        'Conv2D',
        'DepthwiseConv2D',
        'MaxPooling2D',
        'AveragePooling2D',
        'BatchNormalization',
        'BatchNormalization',
        'Activation',
        'ZeroPadding2D',
        'Resizing',
        'Rescaling'
      )
  switch (kind) {
    case 'Dense':
      return { class_name: kind, name, units: upTo(6), ...weighted }
    case 'Conv2D':
      return {
        class_name: kind,
        name,
        filters: upTo(5),
        kernel_size: window,
        padding,
        strides: [upTo(3), upTo(2)],
        ...weighted
      }
    case 'DepthwiseConv2D':
      return { class_name: kind, name, kernel_size: window, padding, strides: [square, square], ...weighted }
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return {
        class_name: kind,
        name,
        pool_size: window,
        padding,
        ...(upTo(2) === 1 && { strides: [upTo(3), upTo(3)] })
      }
    case 'BatchNormalization':
      return {
        class_name: kind,
        name,
        trainable,
        momentum: pick(0.9, 0.99, 0.5),
        epsilon: pick(1e-3, 1e-2),
        center: random.integer(4) > 0,
        scale: random.integer(4) > 0
      }
    case 'Activation':
      return { class_name: kind, name, activation }
    case 'ZeroPadding2D':
      return { class_name: kind, name, padding: [[random.integer(3), random.integer(3)], [random.integer(3), 1]] } // prettier-ignore
    case 'Resizing':
      return { class_name: kind, name, height: upTo(9), width: upTo(9), interpolation: pick('bilinear', 'nearest') }
    case 'Rescaling':
      return { class_name: kind, name, scale: random.uniform(-2, 2), offset: pick(0, 0.3) }
  }
}
