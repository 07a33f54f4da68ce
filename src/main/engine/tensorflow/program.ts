import type { Model } from '@shared/contract/model'
import { weightSpecs } from '@shared/domain/models/weights'
import type { Augmenter } from '../augment/augment'
import type { CompileOptions } from '../backend'
import { checkModel } from '../check-model'
import { Graph, referenceOf } from './graph'
import { names } from './graph-names'
import { checkLayers } from './layers'
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

const byName = (variables: readonly Variable[]): ReadonlyMap<string, Variable> =>
  new Map(variables.map(variable => [variable.name, variable]))

/**
 * Emits the whole graph of a model: setting and reading its variables, prediction and, with `training`, one training step.
 * Throws UNSUPPORTED or INVALID_INPUT naming the layer.
 */
export function buildProgram(
  model: Model,
  training: { readonly options: CompileOptions; readonly augmenter: Augmenter } | null
): Program {
  checkLayers(model.layers)
  const { layers, output } = checkModel(model)
  const g = new Graph()
  const specs = weightSpecs(model)
  const weights = specs.map((spec, i) => createVariable(g, `w/${i}`, spec.name, spec.shape))
  const slots = training
    ? slotKinds(training.options.optimizer).flatMap((kind, k) =>
        specs.flatMap((spec, i) =>
          spec.trainable ? [createVariable(g, `slot/${k}/${i}`, `${kind}/${spec.name}`, spec.shape)] : []
        )
      )
    : []
  emitAccess(g, weights, names.weightsDone)
  emitAccess(g, slots, names.slotsDone)
  if (training)
    emitTraining(g, {
      ...training,
      layers,
      inputShape: model.input_shape,
      specs,
      weights: byName(weights),
      slots: byName(slots)
    })
  const entering = emitPrediction(g, layers, model.input_shape, byName(weights))
  return {
    graph: g,
    weights,
    slots,
    entering: new Map([...entering].map(([layer, value]) => [layer, referenceOf(value)])),
    classes: output?.[0] ?? 0
  }
}
