import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import { inferShapes, MODEL_INPUT } from '@shared/domain/models/shapes'
import type { LayerShapes } from '@shared/domain/models/shapes'
import type { Emission } from './emission'
import type { Value } from './graph'
import { emitLayer } from './layers'

export interface EmittedModel {
  readonly output: Value
  /** What enters each layer (its first input), by the layer's name. */
  readonly entering: ReadonlyMap<string, Value>
}

/** The model's layers with their shapes, or INVALID_INPUT naming the layer at fault. */
export function checkedLayers(model: Model): readonly LayerShapes[] {
  const { layers, problems, output } = inferShapes(model)
  const [problem] = problems
  if (problem) {
    const where = problem.layer ? `Layer ${problem.layer}: ` : ''
    throw new VitrineError('INVALID_INPUT', where + problem.message, { problems })
  }
  if (output?.length !== 1)
    throw new VitrineError(
      'INVALID_INPUT',
      `The model ends in ${output ? `[${output.join(', ')}]` : 'nothing'}; a classifier ends in one value per class. End it with a Dense layer.`
    )
  return layers
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
