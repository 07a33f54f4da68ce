import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import * as v from 'valibot'
import { defaultTraining } from '@shared/contract/training'
import { photo, PHOTO_FEATURES, PHOTO_HEAD } from '@shared/domain/models/presets/photo'
import { weightSpecs } from '@shared/domain/models/weights'
import type { Backend } from './backend'
import { knownBackends } from './backends'
import { locateTensorflow } from './tensorflow/locate'
import { readWeightsFile } from './weights-file'

const SIZE = 224
const weightsFile = resolve('resources/pretrained/efficientnet-lite0.safetensors')

/** The picture of `golden/make_photo.py`. */
function image(): Uint8Array {
  return Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, index) => {
    const channel = index % 3
    const x = Math.floor(index / 3) % SIZE
    const y = Math.floor(index / 3 / SIZE)
    return (y * (3 + channel) + x * 2 + (Math.floor((x * y) / (16 + channel)) % 97)) % 256
  })
}

const backends: Backend[] = []
beforeAll(async () => {
  for (const { name, open } of knownBackends()) {
    if (name === 'wasm' || (name === 'tensorflow' && locateTensorflow() !== null)) backends.push(await open())
  }
})

// Shipped as float16 where that saves much: as float32 the largest error is 6.4e-6, see the model card.
test('features are PyTorch’s, 1e-3 of error in the mean, on every engine of this machine', async () => {
  const golden = v.parse(
    v.object({ features: v.array(v.number()) }),
    JSON.parse(await readFile(resolve('src/main/engine/golden/photo.json'), 'utf8'))
  )
  expect(golden.features).toHaveLength(PHOTO_FEATURES)
  const { tensors } = await readWeightsFile(weightsFile)
  for (const backend of backends) {
    const compiled = await backend.compile(photo.model, defaultTraining)
    const fresh = await compiled.getWeights()
    await compiled.setWeights([...tensors, ...fresh.filter(({ name }) => name.startsWith(`${PHOTO_HEAD}/`))])
    const features = await compiled.features?.(image(), 1, PHOTO_HEAD)
    compiled.dispose()
    const errors = golden.features.map((value, at) => Math.abs(value - (features?.[at] ?? NaN)))
    const mean = errors.reduce((sum, error) => sum + error) / errors.length
    expect(mean, backend.name).toBeLessThan(1e-3)
    expect(Math.max(...errors), backend.name).toBeLessThan(1e-2)
  }
})

test('the weights that ship for photo are those of its backbone', async () => {
  const { tensors } = await readWeightsFile(weightsFile)
  const backbone = weightSpecs(photo.model).filter(({ trainable }) => !trainable)
  expect(tensors.map(({ name, shape }) => ({ name, shape }))).toEqual(
    backbone.map(({ name, shape }) => ({ name, shape }))
  )
})
