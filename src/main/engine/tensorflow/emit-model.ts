import { MODEL_INPUT } from '@shared/domain/models/shapes'
import type { LayerShapes } from '@shared/domain/models/shapes'
import { reluBehindPooling } from '../relu-behind-pooling'
import type { Emission } from './emission'
import type { Value } from './graph'
import { emitLayer } from './layers'
import { emitNormalizedPooling, normalizedPoolings } from './normalized-pooling'
import { unary } from './ops'

export interface EmittedModel {
  readonly output: Value
  /** What enters each layer (its first input), by the layer's name. */
  readonly entering: ReadonlyMap<string, Value>
}

/** Emits every layer in order; `x` is the float32 batch `[batch, height, width, channels]`. */
export function emitModel(e: Emission, layers: readonly LayerShapes[], x: Value): EmittedModel {
  const values = new Map([[MODEL_INPUT, x]])
  const entering = new Map<string, Value>()
  // Not in prediction: there the convolution does ReLU on its way, and what enters a layer is asked for.
  const order = e.training ? reluBehindPooling(layers) : null
  const normalizations = e.training ? null : normalizedPoolings(layers)
  let output = x
  const inputsOf = ({ layer, inputs }: LayerShapes): readonly Value[] =>
    inputs.map(name => {
      const value = values.get(name)
      if (!value) throw new Error(`${layer.name} comes before its input ${name}`)
      return value
    })
  for (const place of layers) {
    const inputs = inputsOf(place)
    entering.set(place.layer.name, inputs[0] ?? x)
    const normalization = normalizations?.get(place.layer.name)
    output = e.g.scope(place.layer.name, () => {
      if (normalization) return emitNormalizedPooling(e, normalization, place, inputsOf(normalization))
      const value = emitLayer(e, order ? { ...place, layer: order.layerOf(place.layer) } : place, inputs)
      return order?.endsInRelu(place.layer) ? unary(e.g, 'Relu', value) : value
    })
    values.set(place.layer.name, output)
  }
  return { output, entering }
}
