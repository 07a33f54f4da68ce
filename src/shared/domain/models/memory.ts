import type { Model } from '../../contract/model.ts'
import type { Optimizer } from '../../contract/training.ts'
import { inferShapes } from './shapes.ts'
import { countParameters, sizeOf } from './weights.ts'

/** Bytes that training needs at its peak, estimated; float32 throughout. */
export interface MemoryEstimate {
  readonly weights: number
  /** Gradients and optimizer slots of the trainable weights. */
  readonly training: number
  /** Outputs of all layers for one batch, kept for the backward pass, and their gradients. */
  readonly activations: number
  readonly total: number
}

const FLOAT = 4

/** Memory of one training step of a valid model. */
export function estimateMemory(model: Model, batchSize: number, optimizer: Optimizer): MemoryEstimate {
  const { total, trainable } = countParameters(model)
  const slots = optimizer.name === 'adam' ? 2 : optimizer.momentum > 0 ? 1 : 0
  const outputs = inferShapes(model).layers.reduce((sum, { shape }) => sum + sizeOf(shape ?? [0]), 0)
  const weights = FLOAT * total
  const training = FLOAT * trainable * (1 + slots)
  const activations = 2 * FLOAT * batchSize * (sizeOf(model.input_shape) + outputs)
  return { weights, training, activations, total: weights + training + activations }
}
