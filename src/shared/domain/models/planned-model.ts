import type { Model } from '../../contract/model.ts'
import type { Run } from '../../contract/runs.ts'
import type { Loss } from '../../contract/training.ts'
import { createLayerList } from './layer-list.ts'
import { inferShapes } from './shapes.ts'
import { transferModel, withClasses } from './surgery.ts'

/** What decides about the model that a run trains. */
export interface ModelPlan {
  /** What was chosen; a run that starts from another's weights has that one's model instead. */
  readonly model: Model
  readonly startFrom: Run['startFrom']
  /** Model of the weights that it starts from, null = new weights. */
  readonly base: Model | null
  /** Of the dataset. */
  readonly classes: number
}

/** The model as a run trains it: popped, frozen, with its new head and an output per class. Throws a RangeError for what can't be popped or unfrozen. */
export function plannedModel({ model, startFrom, base, classes }: ModelPlan): Model {
  const whole = base === null ? model : onBase(model, startFrom, base, classes)
  return inferShapes(whole).output?.at(-1) === classes ? whole : withClasses(whole, classes)
}

function onBase(model: Model, startFrom: Run['startFrom'], base: Model, classes: number): Model {
  switch (startFrom.kind) {
    case 'new':
      return model
    case 'continue':
      return base
    case 'transfer':
    case 'pretrained': {
      const head = createLayerList()
      head.dense(128, { name: 'head_dense', activation: 'relu' })
      head.dense(classes, { name: 'head', activation: 'softmax' })
      const { pop, unfreezeFrom } = startFrom
      return transferModel(base, { pop, unfreezeFrom, head: head.layers, name: `${base.name} transfer` })
    }
  }
}

/** Why this loss can't be taken of the model's output, or null: probabilities and scores aren't told apart by their shape. */
export function lossProblem(model: Model, loss: Loss): string | null {
  const last = model.layers.at(-1)
  const softmax = last !== undefined && 'activation' in last && last.activation === 'softmax'
  const wantsSoftmax = loss === 'sparse_categorical_crossentropy'
  if (softmax === wantsSoftmax) return null
  return wantsSoftmax
    ? 'sparse_categorical_crossentropy needs probabilities: give the last layer the activation softmax.'
    : `${loss} needs scores: give the last layer the activation linear.`
}

/** Why the model can't take pictures of that shape, or null. */
export function inputProblem(model: Model, dataset: { readonly name: string; readonly shape: readonly number[] }) {
  const [takes, holds] = [model.input_shape.join('×'), dataset.shape.join('×')]
  return takes === holds
    ? null
    : `The model takes ${takes} pixels, “${dataset.name}” holds ${holds}. Choose another model, or freeze the dataset with a recipe of that size.`
}
