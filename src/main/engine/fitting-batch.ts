import type { Model } from '@shared/contract/model'
import { inferShapes } from '@shared/domain/models/shapes'
import { sizeOf } from '@shared/domain/models/weights'

/** Bytes of one layer's output for a batch: what is larger falls out of the processor's caches, and of a small memory. */
const LARGEST_OUTPUT = 64_000_000

/** Images that pass a model at once in inference, at most `wanted`: large ones go in smaller batches. */
export function fittingBatch(model: Model, wanted: number): number {
  const outputs = inferShapes(model).layers.map(({ shape }) => sizeOf(shape ?? [0]))
  const largest = Math.max(sizeOf(model.input_shape), ...outputs)
  return Math.max(1, Math.min(wanted, Math.floor(LARGEST_OUTPUT / (4 * largest))))
}
