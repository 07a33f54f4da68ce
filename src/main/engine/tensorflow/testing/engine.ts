import * as v from 'valibot'
import { modelSchema } from '@shared/contract/model'
import type { LayerInput, Model } from '@shared/contract/model'
import { trainingSchema } from '@shared/contract/training'
import type { TrainingInput } from '@shared/contract/training'
import { createRandom } from '@shared/domain/random/random'
import type { Backend, CompiledModel, Examples } from '../../backend'
import { locateTensorflow } from '../locate'

/** Where the engine is provisioned; tests that need it skip themselves where it isn't, and say so. */
export const engineRoot = locateTensorflow()
export const needsEngine = engineRoot
  ? 'TensorFlow'
  : 'TensorFlow (skipped: not installed here; vitrine engine install)'

export const classes = 3
const inputShape = [7, 8, 2] as const
const imageSize = 7 * 8 * 2

export const buildModel = (...layers: LayerInput[]): Model =>
  v.parse(modelSchema, { name: 'test', input_shape: [...inputShape], layers })

/** Float images around 0, so that ReLU and pooling meet both signs. */
export function buildExamples(count = 5, seed = 1, weighted = false): Examples {
  const random = createRandom(seed, 'examples')
  return {
    count,
    x: Float32Array.from({ length: count * imageSize }, () => random.uniform(-1, 1)),
    y: Int32Array.from({ length: count }, (_, i) => i % classes),
    ...(weighted && { sampleWeight: Float32Array.from({ length: count }, () => random.uniform(0.2, 2)) })
  }
}

export const firstRows = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i)

/** Compiles with training data set; every weight is moved from its start, so that no gradient is zero by symmetry. */
export async function prepare(
  backend: Backend,
  model: Model,
  training: TrainingInput = {},
  examples = buildExamples()
): Promise<CompiledModel> {
  const compiled = await backend.compile(model, v.parse(trainingSchema, training))
  compiled.setTrainingData(examples)
  const weights = await compiled.getWeights()
  await compiled.setWeights(
    weights.map(({ name, shape, data }) => {
      const random = createRandom(3, name)
      const low = name.endsWith('moving_variance') ? 0 : -0.2
      return { name, shape, data: data.map(value => value + random.uniform(low, 0.2)) }
    })
  )
  return compiled
}

/** Gradient per weight, read off a plain SGD step of size 1. */
export async function gradientOf(compiled: CompiledModel, count: number): Promise<ReadonlyMap<string, Float32Array>> {
  const before = await compiled.getWeights()
  await compiled.trainStep({ indices: firstRows(count), step: 4, learningRate: 1 })
  const after = await compiled.getWeights()
  await compiled.setWeights(before)
  return new Map(
    before.map(({ name, data }, i) => [name, data.map((value, k) => value - (after[i]?.data[k] ?? Number.NaN))])
  )
}

/**
 * Greatest absolute difference, relative to the greatest value of the expected, or to 0.01 where that is smaller: the
 * gradient of a bias behind which comes batch normalization is 0 but for rounding.
 */
export function relativeError(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  let scale = 1e-2
  let error = actual?.length === expected.length ? 0 : Infinity
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i] ?? 0))
    error = Math.max(error, Math.abs((expected[i] ?? 0) - (actual?.[i] ?? Number.NaN)))
  }
  return error / scale
}
