import { MODEL_INPUT } from '@shared/domain/models/shapes'
import type { LayerShapes } from '@shared/domain/models/shapes'
import type { Emission } from './emission'
import type { Value } from './graph'
import { emitLayer } from './layers'

export interface EmittedModel {
  readonly output: Value
  /** What enters each layer (its first input), by the layer's name. */
  readonly entering: ReadonlyMap<string, Value>
}

/** Emits every layer in order; `x` is the float32 batch `[batch, height, width, channels]`. */
export function emitModel(e: Emission, layers: readonly LayerShapes[], x: Value): EmittedModel {
  const values = new Map([[MODEL_INPUT, x]])
  const entering = new Map<string, Value>()
  let output = x
  for (const place of layers) {
    const inputs = place.inputs.map(name => {
      const value = values.get(name)
      if (!value) throw new Error(`${place.layer.name} comes before its input ${name}`)
      return value
    })
    entering.set(place.layer.name, inputs[0] ?? x)
    output = e.g.scope(place.layer.name, () => emitLayer(e, place, inputs))
    values.set(place.layer.name, output)
  }
  return { output, entering }
}
