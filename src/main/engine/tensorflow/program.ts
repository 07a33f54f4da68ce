import type { Model } from '@shared/contract/model'
import { weightSpecs } from '@shared/domain/models/weights'
import type { Augmenter } from '../augment/augment'
import type { CompileOptions } from '../backend'
import { checkedLayers } from './emit-model'
import { Graph, referenceOf } from './graph'
import { names } from './graph-names'
import { slotKinds } from './optimizers'
import { emitPrediction } from './prediction'
import { emitTraining } from './training-step'
import { createVariable, emitAccess } from './variables'
import type { Variable } from './variables'

export interface Program {
  readonly graph: Graph
  /** In the order of `weightSpecs`. */
  readonly weights: readonly Variable[]
  readonly slots: readonly Variable[]
  /** What to fetch for the activations that enter a layer, by the layer's name. */
  readonly entering: ReadonlyMap<string, string>
  readonly classes: number
}

/** Emits the whole graph of a model: setting and reading its variables, one training step, prediction. */
export function buildProgram(model: Model, options: CompileOptions, augmenter: Augmenter): Program {
  const g = new Graph()
  const layers = checkedLayers(model)
  const specs = weightSpecs(model)
  const weights = specs.map((spec, i) => createVariable(g, `w/${i}`, spec.name, spec.shape))
  const slots = slotKinds(options.optimizer).flatMap((kind, k) =>
    [...specs.entries()]
      .filter(([, spec]) => spec.trainable)
      .map(([i, spec]) => createVariable(g, `slot/${k}/${i}`, `${kind}/${spec.name}`, spec.shape))
  )
  emitAccess(g, weights, names.weightsDone)
  emitAccess(g, slots, names.slotsDone)
  const byName = (variables: readonly Variable[]): Map<string, Variable> =>
    new Map(variables.map(variable => [variable.name, variable]))
  const variables = { weights: byName(weights), slots: byName(slots) }
  emitTraining(g, { layers, inputShape: model.input_shape, options, specs, augmenter, ...variables })
  const entering = emitPrediction(g, layers, model.input_shape, variables.weights)
  return {
    graph: g,
    weights,
    slots,
    entering: new Map([...entering].map(([layer, value]) => [layer, referenceOf(value)])),
    classes: layers.at(-1)?.shape?.[0] ?? 0
  }
}
