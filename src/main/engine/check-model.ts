import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import type { Loss } from '@shared/contract/training'
import { inferShapes, type InferredModel } from '@shared/domain/models/shapes'
import { weightSpecs } from '@shared/domain/models/weights'

/** Shapes of a model that every back end can run. Throws INVALID_INPUT naming the layer. */
export function checkModel(model: Model): InferredModel {
  const inferred = inferShapes(model)
  const [problem] = inferred.problems
  if (problem) {
    throw new VitrineError('INVALID_INPUT', `Layer "${problem.layer}": ${problem.message}`, {
      problems: inferred.problems
    })
  }
  const idle = idleLayers(inferred)
  if (idle.length > 0) {
    throw new VitrineError(
      'INVALID_INPUT',
      `Layer "${idle[0]}" does not lead to the output. Remove it, or name it as an input of a later layer.`,
      { layers: idle }
    )
  }
  if (inferred.output?.length !== 1) {
    throw new VitrineError(
      'INVALID_INPUT',
      `The last layer gives [${inferred.output?.join(', ') ?? ''}] for each image; a classifier ends with one score per class. End it with Dense.`
    )
  }
  return inferred
}

function idleLayers({ layers }: InferredModel): string[] {
  const last = layers.at(-1)?.layer.name
  const used = new Set(last === undefined ? [] : [last])
  for (const { layer, inputs } of layers.toReversed()) {
    if (used.has(layer.name)) for (const name of inputs) used.add(name)
  }
  return layers.map(({ layer }) => layer.name).filter(name => !used.has(name))
}

/** True when the last layer ends in a softmax: its output is probabilities. */
export function endsInSoftmax(model: Model): boolean {
  const last = model.layers.at(-1)
  return last !== undefined && 'activation' in last && last.activation === 'softmax'
}

/** Throws INVALID_INPUT unless the model's end suits the loss, and something of it can be trained. */
export function checkTrainable(model: Model, loss: Loss, labelSmoothing: number): void {
  const last = model.layers.at(-1)
  const activation = last && 'activation' in last ? last.activation : 'linear'
  const wanted = loss === 'sparse_categorical_crossentropy' ? 'softmax' : 'linear'
  if (activation !== wanted) {
    throw new VitrineError(
      'INVALID_INPUT',
      `The loss ${loss} needs a last layer with activation "${wanted}", and "${last?.name}" has "${activation}". Change one of the two.`
    )
  }
  if (labelSmoothing > 0 && wanted !== 'softmax') {
    throw new VitrineError('INVALID_INPUT', `Label smoothing goes with cross-entropy, not with ${loss}. Set it to 0.`)
  }
  if (!weightSpecs(model).some(spec => spec.trainable)) {
    throw new VitrineError(
      'INVALID_INPUT',
      'Every layer is frozen: there is nothing to train. Unfreeze one, or add a new head.'
    )
  }
}
