import * as v from 'valibot'
import { beforeAll, describe, expect, test } from 'vitest'
import { modelSchema, type LayerInput } from '@shared/contract/model'
import { trainingSchema, type TrainingInput } from '@shared/contract/training'
import type { Backend } from './backend'
import { knownBackends } from './backends'
import golden from './golden/keras.json'
import { locateTensorflow } from './tensorflow/locate'

/** Relative to the largest value: float32 sums in another order. A formula that differs is off by a hundred times this. */
const TOLERANCE = 2e-5

const engines = ['cpu', 'wasm', 'tensorflow'] as const
const opened = new Map<string, Backend>()
beforeAll(async () => {
  for (const candidate of knownBackends()) {
    if (candidate.name === 'tensorflow' && locateTensorflow() === null) continue
    opened.set(candidate.name, await candidate.open())
  }
})

describe.each(engines)('%s computes what Keras computes', engine => {
  test.for(Object.entries(golden.cases))('%s', async ([, recorded], { skip }) => {
    const backend = opened.get(engine)
    if (!backend) return skip(`${engine} is not installed`)
    // The recording is JSON: literal types are lost on the way, and parsing below checks them.
    const training = v.parse(trainingSchema, recorded.training as TrainingInput)
    const layers = recorded.layers as LayerInput[]
    const model = v.parse(modelSchema, { name: 'golden', input_shape: golden.inputShape, layers })
    const compiled = await backend.compile(model, training)
    try {
      const x = Float32Array.from(recorded.x)
      const count = recorded.labels.length
      const weights = recorded.sampleWeight && { sampleWeight: Float32Array.from(recorded.sampleWeight) }
      compiled.setTrainingData({ count, x, y: Int32Array.from(recorded.labels), ...weights })
      await compiled.setWeights(recorded.start.map(weight => ({ ...weight, data: Float32Array.from(weight.data) })))
      for (const [step, batch] of golden.batches.entries()) {
        const learningRate = training.optimizer.learning_rate
        const { loss } = await compiled.trainStep({ indices: Int32Array.from(batch), step, learningRate })
        expect(Math.abs(loss - (recorded.losses[step] ?? NaN)), `loss of step ${step}: ${loss}`).toBeLessThan(TOLERANCE)
      }
      const end = await compiled.getWeights()
      expect(end.map(({ name, shape }) => ({ name, shape: [...shape] }))).toEqual(
        recorded.end.map(({ name, shape }) => ({ name, shape }))
      )
      for (const [at, { name, data }] of end.entries()) expectClose(data, recorded.end[at]?.data ?? [], name)
      expectClose(await compiled.predict(x, count), recorded.predictions, 'predictions')
    } finally {
      compiled.dispose()
    }
  })
})

function expectClose(actual: Float32Array, expected: readonly number[], what: string): void {
  const errors = expected.map((value, at) => Math.abs(value - (actual[at] ?? NaN)))
  const scale = Math.max(1, ...expected.map(Math.abs))
  expect(Math.max(...errors) / scale, what).toBeLessThan(TOLERANCE)
}
