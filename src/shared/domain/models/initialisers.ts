import type { Initializer, Model } from '../../contract/model.ts'
import { createRandom, type Random } from '../random/random.ts'
import { sizeOf, weightSpecs, type WeightSpec } from './weights.ts'

/** A named float32 array in C order; `name` is `layer/weight`. */
export interface InitialWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Starting weights in the order of `weightSpecs`, by Keras's initialisers; each depends on (seed, its name) only. */
export function initialWeights(model: Model, seed: number): InitialWeight[] {
  return weightSpecs(model).map(spec => initialWeight(spec, seed))
}

/** Starting values of one weight. */
function initialWeight(spec: WeightSpec, seed: number): InitialWeight {
  const data = new Float32Array(sizeOf(spec.shape))
  fill(data, spec.initializer, spec.shape, createRandom(seed, 'weights', spec.name))
  return { name: spec.name, shape: spec.shape, data }
}

// Keras draws normal weights from a distribution cut at two standard deviations and rescales by this (keras VarianceScaling).
const TRUNCATED_DEVIATION = 0.87962566103423978

function fill(data: Float32Array, initializer: Initializer, shape: readonly number[], random: Random): void {
  const { fanIn, fanOut } = fans(shape)
  switch (initializer) {
    case 'zeros':
      return
    case 'ones':
      data.fill(1)
      return
    case 'glorot_uniform':
      return uniform(data, Math.sqrt(6 / (fanIn + fanOut)), random)
    case 'he_uniform':
      return uniform(data, Math.sqrt(6 / fanIn), random)
    case 'glorot_normal':
      return truncatedNormal(data, Math.sqrt(2 / (fanIn + fanOut)), random)
    case 'he_normal':
      return truncatedNormal(data, Math.sqrt(2 / fanIn), random)
    case 'lecun_normal':
      return truncatedNormal(data, Math.sqrt(1 / fanIn), random)
  }
}

/** Fan-in and fan-out as keras.initializers.compute_fans: of a kernel `[height, width, in, out]` or `[in, out]`. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const receptiveField = sizeOf(shape.slice(0, -2))
  return { fanIn: (shape.at(-2) ?? 1) * receptiveField, fanOut: (shape.at(-1) ?? 1) * receptiveField }
}

function uniform(data: Float32Array, limit: number, random: Random): void {
  for (let i = 0; i < data.length; i++) data[i] = random.uniform(-limit, limit)
}

function truncatedNormal(data: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < data.length; i++) {
    let draw = random.normal()
    while (Math.abs(draw) > 2) draw = random.normal()
    data[i] = (draw * deviation) / TRUNCATED_DEVIATION
  }
}
