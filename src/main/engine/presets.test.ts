import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { defaultTraining } from '@shared/contract/training'
import { findPreset, presets } from '@shared/domain/models/presets/presets'
import { createRandom } from '@shared/domain/random/random'
import { sizeOf, weightSpecs } from '@shared/domain/models/weights'
import type { Backend, Examples } from './backend'
import { knownBackends } from './backends'
import { locateTensorflow } from './tensorflow/locate'
import { readWeightsFile } from './weights-file'

const COUNT = 3

function examples(size: number): Examples {
  const random = createRandom(1, 'presets')
  return {
    count: COUNT,
    x: Uint8Array.from({ length: COUNT * size }, () => random.integer(256)),
    y: Int32Array.of(3, 0, 7)
  }
}

const opened = new Map<string, Backend>()
beforeAll(async () => {
  for (const candidate of knownBackends()) {
    if (candidate.name === 'tensorflow' && locateTensorflow() === null) continue
    if (candidate.name !== 'cpu') opened.set(candidate.name, await candidate.open())
  }
})

async function tryOn(backend: Backend, name: string) {
  const preset = findPreset(name)
  if (!preset) throw new Error(`no preset ${name}`)
  const settings = { ...defaultTraining, loss: preset.training.loss ?? defaultTraining.loss }
  const compiled = await backend.compile(preset.model, settings)
  try {
    const { x, y } = examples(sizeOf(preset.model.input_shape))
    compiled.setTrainingData({ count: COUNT, x, y })
    const predictions = await compiled.predict(x, COUNT)
    const { loss } = await compiled.trainStep({ indices: Int32Array.of(2, 0, 1), step: 0, learningRate: 1e-3 })
    return { predictions, loss }
  } finally {
    compiled.dispose()
  }
}

describe.each(presets.map(preset => preset.name))('%s', name => {
  test('predicts and trains a step on every engine of this machine, all alike', async () => {
    const results = await Promise.all([...opened.values()].map(backend => tryOn(backend, name)))
    const [first, ...others] = results
    expect(first?.predictions).toHaveLength(COUNT * 10)
    for (const { predictions, loss } of results) {
      expect(loss).toBeGreaterThan(0)
      expect(Number.isFinite(loss)).toBe(true)
      expect(predictions.every(Number.isFinite)).toBe(true)
    }
    for (const other of others) {
      other.predictions.forEach((value, at) => expect(value).toBeCloseTo(first?.predictions[at] ?? NaN, 4))
    }
  })
})

test('the weights that ship for transfer are those of its base', async () => {
  const { tensors } = await readWeightsFile(resolve('resources/pretrained/mnist-cnn.safetensors'))
  const base = findPreset('mnist-cnn')
  expect(tensors.map(({ name, shape }) => ({ name, shape }))).toEqual(
    base && weightSpecs(base.model).map(({ name, shape }) => ({ name, shape }))
  )
})
