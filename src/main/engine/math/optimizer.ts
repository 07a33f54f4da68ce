import type { Optimizer } from '@shared/contract/training'
import type { NamedTensor } from '../backend'
import { restoreTensor } from './tensors'

/** A trainable weight in memory; the optimizer changes `data` in place. */
export interface TrainableWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
  readonly kernel: boolean
  readonly l2: number
}

export interface OptimizerState {
  /** One update. `gradients` belong to the weights in their order and are used up. */
  apply(gradients: readonly Float32Array[], step: number, learningRate: number): void
  slots(): NamedTensor[]
  restore(slots: readonly NamedTensor[]): void
}

/** Keras 3's Adam and SGD, with its order of regularisation, clipping and decoupled weight decay. */
export function createOptimizer(settings: Optimizer, weights: readonly TrainableWeight[]): OptimizerState {
  const slotNames = settings.name === 'adam' ? ['adam/m', 'adam/v'] : settings.momentum > 0 ? ['sgd/momentum'] : []
  const slots = weights.map(weight => slotNames.map(() => new Float32Array(weight.data.length)))

  return {
    apply(gradients, step, learningRate) {
      weights.forEach((weight, at) => addRegularization(weight, gradients[at]))
      clip(gradients, settings)
      weights.forEach((weight, at) => {
        const gradient = gradients[at]
        const [first, second] = slots[at] ?? []
        if (!gradient) return
        if (settings.weight_decay > 0 && weight.kernel) decay(weight.data, settings.weight_decay * learningRate)
        if (settings.name === 'adam' && first && second)
          adam(weight.data, gradient, first, second, step, learningRate, settings)
        else if (settings.name === 'sgd') sgd(weight.data, gradient, first, learningRate, settings)
      })
    },
    slots: () =>
      weights.flatMap((weight, at) =>
        slotNames.map((slot, kind) => ({
          name: `${slot}/${weight.name}`,
          shape: weight.shape,
          data: Float32Array.from(slots[at]?.[kind] ?? [])
        }))
      ),
    restore(saved) {
      weights.forEach((weight, at) =>
        slotNames.forEach((slot, kind) => restoreTensor(saved, `${slot}/${weight.name}`, slots[at]?.[kind]))
      )
    }
  }
}

function addRegularization({ data, l2 }: TrainableWeight, gradient: Float32Array | undefined): void {
  if (l2 === 0 || !gradient) return
  for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] ?? 0) + 2 * l2 * (data[i] ?? 0)
}

/** Sum of l2 × w² over the weights: what Keras adds to the loss. */
export function regularizationLoss(weights: Iterable<{ readonly data: Float32Array; readonly l2: number }>): number {
  let total = 0
  for (const { data, l2 } of weights) if (l2 > 0) total += l2 * squaredNorm(data)
  return total
}

/** Keras's `clipnorm`, `global_clipnorm` or `clipvalue`; the first that is set counts. */
function clip(gradients: readonly Float32Array[], { clipnorm, global_clipnorm, clipvalue }: Optimizer): void {
  if (clipnorm !== null) {
    for (const gradient of gradients) shrink(gradient, Math.sqrt(squaredNorm(gradient)), clipnorm)
  } else if (global_clipnorm !== null) {
    const norm = Math.sqrt(gradients.reduce((sum, gradient) => sum + squaredNorm(gradient), 0))
    for (const gradient of gradients) shrink(gradient, norm, global_clipnorm)
  } else if (clipvalue !== null) {
    for (const gradient of gradients) {
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] = Math.min(clipvalue, Math.max(-clipvalue, gradient[i] ?? 0))
      }
    }
  }
}

function shrink(gradient: Float32Array, norm: number, limit: number): void {
  if (!(norm > limit)) return
  for (let i = 0; i < gradient.length; i++) gradient[i] = ((gradient[i] ?? 0) * limit) / norm
}

function squaredNorm(values: Float32Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) ** 2
  return sum
}

function decay(data: Float32Array, factor: number): void {
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) * (1 - factor)
}

function adam(
  data: Float32Array,
  gradient: Float32Array,
  m: Float32Array,
  v: Float32Array,
  step: number,
  learningRate: number,
  { beta_1, beta_2, epsilon }: Extract<Optimizer, { name: 'adam' }>
): void {
  const t = step + 1
  const alpha = (learningRate * Math.sqrt(1 - beta_2 ** t)) / (1 - beta_1 ** t)
  for (let i = 0; i < data.length; i++) {
    const g = gradient[i] ?? 0
    const first = (m[i] ?? 0) + (g - (m[i] ?? 0)) * (1 - beta_1)
    const second = (v[i] ?? 0) + (g * g - (v[i] ?? 0)) * (1 - beta_2)
    m[i] = first
    v[i] = second
    data[i] = (data[i] ?? 0) - (alpha * first) / (Math.sqrt(second) + epsilon)
  }
}

function sgd(
  data: Float32Array,
  gradient: Float32Array,
  momentum: Float32Array | undefined,
  learningRate: number,
  settings: Extract<Optimizer, { name: 'sgd' }>
): void {
  for (let i = 0; i < data.length; i++) {
    const change = -learningRate * (gradient[i] ?? 0)
    if (!momentum) {
      data[i] = (data[i] ?? 0) + change
      continue
    }
    const velocity = settings.momentum * (momentum[i] ?? 0) + change
    momentum[i] = velocity
    data[i] = (data[i] ?? 0) + (settings.nesterov ? settings.momentum * velocity + change : velocity)
  }
}
