import { expect, test } from 'vitest'
import { defaultTraining } from '@shared/contract/training'
import { findPreset } from '@shared/domain/models/presets/presets'
import type { Examples } from './backend'
import { checkMemory, memoryLimit } from './memory-limit'

const MEGABYTE = 1024 * 1024
const examples: Examples = { count: 1000, x: new Uint8Array(784_000), y: new Int32Array(1000) }

function check(preset: string, batch_size: number, limit: number, engine: 'wasm' | 'tensorflow' = 'tensorflow') {
  const found = findPreset(preset)
  if (!found) throw new Error(`no preset ${preset}`)
  return () => checkMemory(found.model, { ...defaultTraining, batch_size }, examples, engine, limit)
}

test('the batch size that is advised fits, and the next one does not', () => {
  const advised = () => {
    try {
      check('scratch', 512, 100 * MEGABYTE)()
    } catch (error) {
      return Number(/batch size of (\d+)/.exec(String(error))?.[1])
    }
    throw new Error('it should not fit')
  }
  expect(check('scratch', advised(), 100 * MEGABYTE)).not.toThrow()
  expect(check('scratch', advised() + 1, 100 * MEGABYTE)).toThrow(/about 101 MB|about 100 MB/)
})

test('a model that never fits is told from a batch that is too large', () => {
  expect(check('cnn-3', 1, 20 * MEGABYTE)).toThrow(/smaller model/)
})

test('WebAssembly ends at 4 GiB however much the machine has', () => {
  expect(check('resnet-18', 1000, 64_000 * MEGABYTE, 'wasm')).toThrow(/batch size/)
  expect(check('resnet-18', 1000, 64_000 * MEGABYTE, 'tensorflow')).not.toThrow()
})

test('the limit can be set for the engine', () => {
  expect(memoryLimit({ VITRINE_ENGINE_MEMORY_MB: '2' })).toBe(2 * MEGABYTE)
  expect(memoryLimit({})).toBeGreaterThan(0)
})
