import type { Layer, Model } from '../../contract/model.ts'
import { inferShapes, MODEL_INPUT } from './shapes.ts'
import { sizeOf, weightSpecs } from './weights.ts'

/** A model cut where its training begins. */
export interface FrozenBase {
  /** First layer that is trained: the frozen base's activations enter it. */
  readonly layer: string
  /** The model from there on, with those activations as its input; its layers keep their names. */
  readonly head: Model
}

/**
 * The frozen base of a model, if its activations are the same in every epoch, so that they need computing only once.
 * Null where nothing below the first trained layer has weights, or where a later layer looks into the base.
 */
export function frozenBase(model: Model): FrozenBase | null {
  const specs = weightSpecs(model)
  const trained = new Set(specs.filter(spec => spec.trainable).map(spec => spec.layer))
  const { layers } = inferShapes(model)
  const start = layers.findIndex(({ layer }) => trained.has(layer.name) || changesByItself(layer))
  const first = layers[start]
  const [base, ...others] = first?.inputs ?? []
  const shape = first?.inputShapes[0]
  if (!first || base === undefined || others.length > 0 || !shape) return null
  const inBase = new Set(layers.slice(0, start).map(({ layer }) => layer.name))
  if (!specs.some(spec => inBase.has(spec.layer))) return null
  const rest = layers.slice(start)
  if (rest.some(({ inputs }) => inputs.some(name => name !== base && (inBase.has(name) || name === MODEL_INPUT)))) {
    return null
  }
  const flat = shape.length === 1
  const entry: Layer[] = flat ? [{ class_name: 'Flatten', name: base, trainable: false }] : []
  const source = flat ? base : MODEL_INPUT
  const layersOfHead = rest.map(({ layer, inputs }) => ({
    ...layer,
    inputs: inputs.map(name => (name === base ? source : name))
  }))
  const [height = 1, width = 1, channels = 1] = flat ? [1, 1, sizeOf(shape)] : shape
  return {
    layer: first.layer.name,
    head: { name: model.name, input_shape: [height, width, channels], layers: [...entry, ...layersOfHead] }
  }
}

/** Dropout is new in every step; batch normalisation that isn't frozen follows its batches, even without weights to train. */
function changesByItself(layer: Layer): boolean {
  return layer.class_name === 'Dropout' || (layer.class_name === 'BatchNormalization' && layer.trainable)
}
