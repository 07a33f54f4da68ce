import type { Initializer, Layer, Model } from '../../contract/model.ts'
import { inferShapes, type LayerShapes } from './shapes.ts'

/** What a weight is in its layer, as Keras names it. */
export type WeightRole = 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving_mean' | 'moving_variance'

/** A weight that a model has, before any values. */
export interface WeightSpec {
  /** `layer/weight` as in Keras: `conv2d/kernel`, `batch_normalization/moving_mean`. */
  readonly name: string
  readonly layer: string
  readonly role: WeightRole
  readonly shape: readonly number[]
  /** Changed by the optimizer: false for frozen layers and moving statistics. */
  readonly trainable: boolean
  readonly initializer: Initializer
  /** L2 factor of a trainable kernel, else 0. */
  readonly l2: number
}

/** Weights in Keras's order: layer by layer, kernel, bias; gamma, beta, moving mean, moving variance. Layers without a shape have none. */
export function weightSpecs(model: Model): WeightSpec[] {
  return inferShapes(model).layers.flatMap(layerWeights)
}

function layerWeights({ layer, inputShapes: [input], shape }: LayerShapes): WeightSpec[] {
  const channels = input?.at(-1)
  if (shape === null || channels === undefined) return []
  switch (layer.class_name) {
    case 'Conv2D':
      return kernelAndBias(layer, [...layer.kernel_size, channels, layer.filters], layer.filters)
    case 'DepthwiseConv2D':
      return kernelAndBias(layer, [...layer.kernel_size, channels, 1], channels)
    case 'Dense':
      return kernelAndBias(layer, [channels, layer.units], layer.units)
    case 'BatchNormalization':
      return [
        ...(layer.scale ? [vector(layer, 'gamma', channels, 'ones')] : []),
        ...(layer.center ? [vector(layer, 'beta', channels, 'zeros')] : []),
        vector(layer, 'moving_mean', channels, 'zeros'),
        vector(layer, 'moving_variance', channels, 'ones')
      ]
    default:
      return []
  }
}

type Weighted = Extract<Layer, { use_bias: boolean }>

function kernelAndBias(layer: Weighted, shape: readonly number[], outputs: number): WeightSpec[] {
  const kernel: WeightSpec = {
    name: `${layer.name}/kernel`,
    layer: layer.name,
    role: 'kernel',
    shape,
    trainable: layer.trainable,
    initializer: layer.kernel_initializer,
    l2: layer.trainable ? layer.kernel_l2 : 0
  }
  return layer.use_bias ? [kernel, vector(layer, 'bias', outputs, 'zeros')] : [kernel]
}

function vector(layer: Layer, role: WeightRole, size: number, initializer: Initializer): WeightSpec {
  const moving = role === 'moving_mean' || role === 'moving_variance'
  const trainable = layer.trainable && !moving
  return { name: `${layer.name}/${role}`, layer: layer.name, role, shape: [size], trainable, initializer, l2: 0 }
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Number of parameters: all, and those that the optimizer changes. */
export interface ParameterCount {
  readonly total: number
  readonly trainable: number
}

/** Parameters as Keras counts them: moving statistics belong to the total. */
export function countParameters(model: Model): ParameterCount {
  return countSpecs(weightSpecs(model))
}

/** Parameters of each layer that has any, by layer name. */
export function parametersByLayer(model: Model): ReadonlyMap<string, ParameterCount> {
  const groups = new Map<string, WeightSpec[]>()
  for (const spec of weightSpecs(model)) groups.set(spec.layer, [...(groups.get(spec.layer) ?? []), spec])
  return new Map([...groups].map(([layer, specs]) => [layer, countSpecs(specs)]))
}

function countSpecs(specs: readonly WeightSpec[]): ParameterCount {
  const sum = (list: readonly WeightSpec[]) => list.reduce((total, spec) => total + sizeOf(spec.shape), 0)
  return { total: sum(specs), trainable: sum(specs.filter(spec => spec.trainable)) }
}
