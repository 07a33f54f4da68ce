import type { Model } from '@shared/contract/model'
import type { Augmenter } from '../augment/augment'
import type { Examples, StepArguments } from '../backend'
import { elementsOf } from './checks'
import { names } from './graph-names'
import type { Feed } from './session'

type Images = Uint8Array | Float32Array

const int32 = (name: string, data: Int32Array, shape: readonly number[] = [data.length]): Feed => ({
  name,
  dtype: 'int32',
  shape,
  data
})
const float32 = (name: string, data: Float32Array, shape: readonly number[] = [data.length]): Feed => ({
  name,
  dtype: 'float32',
  shape,
  data
})

/** Images in the type that they come in: bytes are scaled in the graph, floats go in behind that. */
export function imageFeed(x: Images, shape: readonly number[], place: 'train' | 'predict'): Feed {
  if (x instanceof Float32Array) return float32(place === 'train' ? names.trainX : names.predictX, x, shape)
  return { name: place === 'train' ? names.trainBytes : names.predictBytes, dtype: 'uint8', shape, data: x }
}

function gatherRows(from: Images, rows: Int32Array, size: number): Images {
  const into = from instanceof Uint8Array ? new Uint8Array(rows.length * size) : new Float32Array(rows.length * size)
  rows.forEach((row, i) => into.set(from.subarray(row * size, (row + 1) * size), i * size))
  return into
}

export interface BatchParts {
  readonly model: Model
  readonly augmenter: Augmenter
  readonly examples: Examples
  /** Whether the images lie in TensorFlow already, so that their row numbers are enough. */
  readonly resident: boolean
}

/** Everything that one training step is fed. */
export function batchFeeds(parts: BatchParts, args: StepArguments, labels: Int32Array): Feed[] {
  const { model, augmenter, examples, resident } = parts
  const { indices, step, learningRate } = args
  const count = indices.length
  const images = resident
    ? int32(names.trainIndices, indices)
    : imageFeed(gatherRows(examples.x, indices, elementsOf(model.input_shape)), [count, ...model.input_shape], 'train')
  const weights = Float32Array.from(indices, row => examples.sampleWeight?.[row] ?? 1)
  const feeds = [
    images,
    int32(names.trainLabels, labels),
    float32(names.trainWeights, weights),
    int32(names.trainStep, Int32Array.of(step), []),
    float32(names.trainLearningRate, Float32Array.of(learningRate), [])
  ]
  if (augmenter.stages.length === 0) return feeds
  const drawn = augmenter.draw({ step, count })
  return [...feeds, float32(names.trainAugmentation, drawn, [count, drawn.length / count])]
}
