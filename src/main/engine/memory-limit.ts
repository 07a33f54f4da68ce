import { freemem } from 'node:os'
import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import type { EngineName, Training } from '@shared/contract/training'
import { estimateMemory } from '@shared/domain/models/memory'
import type { Examples } from './backend'

const MEGABYTE = 1024 * 1024
/** Bytes that a WebAssembly program can address. */
const WASM_HEAP = 4096 * MEGABYTE

/** Bytes that the engine may use: VITRINE_ENGINE_MEMORY_MB where it is set, else what the machine has free. */
export function memoryLimit(env: NodeJS.ProcessEnv = process.env): number {
  const set = Number(env['VITRINE_ENGINE_MEMORY_MB'])
  return Number.isFinite(set) && set > 0 ? set * MEGABYTE : freemem()
}

/**
 * Throws TOO_LARGE before training starts when a step would not fit, with a batch size that would.
 * The examples lie beside the engine's own memory, which WebAssembly limits to 4 GiB.
 */
export function checkMemory(
  model: Model,
  training: Training,
  train: Examples,
  engine: EngineName,
  available = memoryLimit()
): void {
  const limit = engine === 'wasm' ? Math.min(available, WASM_HEAP + train.x.byteLength) : available
  const batch = Math.min(training.batch_size, train.count)
  const { weights, training: slots, activations, total } = estimateMemory(model, batch, training.optimizer)
  if (total + train.x.byteLength <= limit) return
  const left = limit - train.x.byteLength - weights - slots
  const fitting = Math.floor((left * batch) / activations)
  const advice =
    fitting >= 1 ? `Choose a batch size of ${fitting} or less.` : 'Choose a smaller model, or free some memory.'
  throw new VitrineError(
    'TOO_LARGE',
    `Training needs about ${megabytes(total + train.x.byteLength)} MB, and ${megabytes(limit)} MB are there. ${advice}`,
    { needed: total, limit }
  )
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / MEGABYTE)
}
