import type { Model } from '@shared/contract/model'
import type { Optimizer } from '@shared/contract/training'
import { initialWeights } from '@shared/domain/models/initialisers'
import { createRandom } from '@shared/domain/random/random'
import type { Backend, NamedTensor } from '../backend'
import type { RandomCase } from './random-case'

/** What an engine made of a case, by what it is. */
export type CaseFigures = ReadonlyMap<string, ArrayLike<number>>

const plainDescent: Optimizer = {
  name: 'sgd',
  learning_rate: 1,
  momentum: 0,
  nesterov: false,
  weight_decay: 0,
  clipnorm: null,
  clipvalue: null,
  global_clipnorm: null
}

/** Starting weights, moved so that no gradient is zero by symmetry. */
export function movedWeights(model: Model): NamedTensor[] {
  return initialWeights(model, 1).map(({ name, shape, data }) => {
    const random = createRandom(3, name)
    const low = name.endsWith('moving_variance') ? 0 : -0.2
    return { name, shape, data: data.map(value => value + random.uniform(low, 0.2)) }
  })
}

/** Predictions, the first step's loss and gradients (what plain descent takes off), then all steps with the case's optimizer. */
export async function figuresOf(
  backend: Backend,
  { model, training, examples, batches }: RandomCase
): Promise<CaseFigures> {
  const compiled = await backend.compile(model, training)
  try {
    const figures = new Map<string, ArrayLike<number>>()
    const start = movedWeights(model)
    compiled.setTrainingData(examples)
    await compiled.setWeights(start)
    figures.set('predictions', await compiled.predict(examples.x, examples.count, 3))
    await compiled.setOptimizer(plainDescent)
    const [first = new Int32Array()] = batches
    figures.set('first loss', [(await compiled.trainStep({ indices: first, step: 0, learningRate: 1 })).loss])
    for (const [at, { name, data }] of (await compiled.getWeights()).entries()) {
      const taken = data.map((value, i) => (start[at]?.data[i] ?? NaN) - value)
      figures.set(`gradient of ${name}`, taken)
    }
    await compiled.setWeights(start)
    await compiled.setOptimizer(training.optimizer)
    const losses: number[] = []
    for (const [step, indices] of batches.entries()) {
      const { learning_rate: learningRate } = training.optimizer
      losses.push((await compiled.trainStep({ indices, step, learningRate })).loss)
    }
    figures.set('losses', losses)
    for (const { name, data } of await compiled.getWeights()) figures.set(name, data)
    figures.set('predictions after training', await compiled.predict(examples.x, examples.count))
    return figures
  } finally {
    compiled.dispose()
  }
}

/** Greatest difference relative to the greatest expected value, or to 0.01 where that is smaller: a gradient may be 0 but for rounding. */
export function largestError(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  let scale = 1e-2
  let greatest = actual?.length === expected.length ? 0 : Infinity
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i] ?? NaN))
    greatest = Math.max(greatest, Math.abs((expected[i] ?? NaN) - (actual?.[i] ?? NaN)))
  }
  return greatest / scale
}
