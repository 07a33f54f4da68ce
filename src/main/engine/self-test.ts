import type { Model } from '@shared/contract/model'
import { defaultTraining } from '@shared/contract/training'
import { createRandom } from '@shared/domain/random/random'
import { initialWeights } from '@shared/domain/models/initialisers'
import { createLayerList } from '@shared/domain/models/layer-list'
import { findPreset } from '@shared/domain/models/presets/presets'
import type { Backend, CompiledModel, CompileOptions, Examples } from './backend'

export interface SelfTest {
  readonly ok: boolean
  /** Largest difference to the oracle, relative to the largest value compared; null where a value is no number. */
  readonly maxError: number | null
}

/** Float32 sums in another order differ by some 1e-6; a wrong kernel differs by far more than this. */
const TOLERANCE = 1e-3
const COUNT = 8

// Smooth activations: with ReLU a rounding error flips single units, and any two engines drift apart.
const model: Model = { name: 'self-test', input_shape: [9, 9, 1], layers: testLayers() }
const options: CompileOptions = {
  ...defaultTraining,
  optimizer: { ...defaultTraining.optimizer, name: 'sgd', learning_rate: 0.1, momentum: 0, nesterov: false }
}

function testLayers() {
  const list = createLayerList()
  list.conv(4, 3, { activation: 'tanh' })
  list.batchNormalization()
  list.maxPooling()
  list.conv(4, 2, { padding: 'same', activation: 'tanh' })
  list.flatten()
  list.dense(3, { activation: 'softmax' })
  return list.layers
}

function testExamples(count: number, size: number, classes: number): Examples {
  const random = createRandom(1, 'self-test')
  return {
    count,
    x: Uint8Array.from({ length: count * size }, () => random.integer(256)),
    y: Int32Array.from({ length: count }, (_, at) => at % classes)
  }
}

/** Trains a small network some steps on both and compares losses, weights and predictions. */
export async function selfTest(backend: Backend, oracle: Backend): Promise<SelfTest> {
  const expected = await selfTestFigures(oracle)
  const actual = await selfTestFigures(backend)
  const scale = expected.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0)
  // Of errors among which one is NaN, the largest is NaN, too.
  const maxError = expected.reduce(
    (largest, value, at) => Math.max(largest, Math.abs(value - (actual[at] ?? NaN)) / scale),
    0
  )
  return { ok: maxError < TOLERANCE, maxError: Number.isFinite(maxError) ? maxError : null }
}

async function selfTestFigures(backend: Backend): Promise<Float32Array> {
  const compiled = await backend.compile(model, options)
  try {
    const examples = testExamples(COUNT, 81, 3)
    compiled.setTrainingData(examples)
    await compiled.setWeights(initialWeights(model, 1))
    const figures: number[] = []
    for (let step = 0; step < 3; step++) figures.push((await trainOnAll(compiled, COUNT, step)).loss)
    for (const { data } of await compiled.getWeights()) figures.push(...data)
    figures.push(...(await compiled.predict(examples.x, COUNT)))
    return Float32Array.from(figures)
  } finally {
    compiled.dispose()
  }
}

function trainOnAll(compiled: CompiledModel, count: number, step: number) {
  const indices = Int32Array.from({ length: count }, (_, at) => at)
  return compiled.trainStep({ indices, step, learningRate: 0.1 })
}

/** Median milliseconds of a training step of `scratch` at batch 64, after warming up. */
export async function measureStep(backend: Backend, steps = 12): Promise<number> {
  const scratch = findPreset('scratch')
  if (!scratch) throw new Error('the preset scratch is missing')
  const compiled = await backend.compile(scratch.model, defaultTraining)
  try {
    compiled.setTrainingData(testExamples(64, 784, 10))
    const times: number[] = []
    for (let step = 0; step < steps + 3; step++) {
      const startedAt = performance.now()
      await trainOnAll(compiled, 64, step)
      times.push(performance.now() - startedAt)
    }
    return times.slice(3).toSorted((a, b) => a - b)[steps >> 1] ?? 0
  } finally {
    compiled.dispose()
  }
}
