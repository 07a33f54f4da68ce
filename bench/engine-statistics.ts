import type { Model } from '../src/shared/contract/model'
import { inferShapes } from '../src/shared/domain/models/shapes'
import { sizeOf, weightSpecs } from '../src/shared/domain/models/weights'

/** Two-sided 95 % quantiles of Student's t by degrees of freedom, 1 to 15 (any table of the distribution). */
const studentT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131
]

/** Half-width factor of a 95 % interval with so many degrees of freedom. */
export const studentQuantile = (freedom: number): number => studentT[Math.max(freedom, 1) - 1] ?? 1.96

export interface Ratio {
  readonly mean: number
  /** 95 % interval of the mean; null for fewer than two rounds. */
  readonly interval: readonly [number, number] | null
}

/** Geometric mean of paired ratios, with the interval of its logarithm over the rounds. */
export function pairedRatio(theirs: readonly number[], ours: readonly number[]): Ratio {
  const logs = theirs.map((value, i) => Math.log(value / (ours[i] ?? Number.NaN)))
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
  if (logs.length < 2) return { mean: Math.exp(mean), interval: null }
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1)
  const half = studentQuantile(logs.length - 1) * Math.sqrt(variance / logs.length)
  return { mean: Math.exp(mean), interval: [Math.exp(mean - half), Math.exp(mean + half)] }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/**
 * Floating-point operations of one training step: products and sums of the convolutions and dense layers, once forward and
 * twice backward (by weights and by inputs), without the input gradient of the first one, which nobody computes.
 */
export function stepFlops(model: Model, batch: number): number {
  const kernels = new Map(
    weightSpecs(model).flatMap(({ role, layer, shape }) => (role === 'kernel' ? [[layer, shape]] : []))
  )
  let total = 0
  let isFirst = true
  for (const { layer, shape } of inferShapes(model).layers) {
    const kernel = kernels.get(layer.name)
    if (!kernel || !shape) continue
    // Every output pixel is a product with the whole kernel; a dense layer has one pixel, a depthwise kernel one input.
    const pixels = shape.length === 3 ? sizeOf(shape.slice(0, 2)) : 1
    total += 2 * batch * pixels * sizeOf(kernel) * (isFirst ? 2 : 3)
    isFirst = false
  }
  return total
}
