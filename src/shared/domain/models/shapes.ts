import type { Layer, Model } from '../../contract/model.ts'
import { outputShape, type Shape } from './layer-shape.ts'

/** Name under which layers refer to the model's input. */
export const MODEL_INPUT = 'input'

/** First part of the names under which checkpoints keep the optimizer's slots. */
const RESERVED = 'optimizer'

/** A layer with what reaches it and what it gives. */
export interface LayerShapes {
  readonly layer: Layer
  /** Names of the layers that feed it; `input` is the model's input. */
  readonly inputs: readonly string[]
  readonly inputShapes: readonly Shape[]
  /** Null when the layer, or one before it, has a problem. */
  readonly shape: Shape | null
}

/** What is wrong with a model, in a sentence that says what to do. */
export interface ModelProblem {
  /** Name of the layer that causes it, null for the model as a whole. */
  readonly layer: string | null
  readonly message: string
}

/** Every layer’s shapes, and all that is wrong. */
export interface InferredModel {
  readonly layers: readonly LayerShapes[]
  readonly problems: readonly ModelProblem[]
  /** Shape of the last layer's output, null when unknown. */
  readonly output: Shape | null
}

/** Shapes of every layer, and what is wrong at the layer that causes it; never throws. */
export function inferShapes(model: Model): InferredModel {
  const known = new Map<string, Shape | null>([[MODEL_INPUT, model.input_shape]])
  const layers: LayerShapes[] = []
  const problems: ModelProblem[] = []
  let previous = MODEL_INPUT
  for (const layer of model.layers) {
    const inputs = layer.inputs ?? [previous]
    previous = layer.name
    const report = (message: string) => void problems.push({ layer: layer.name, message })
    const inputShapes = resolveInputs(inputs, known, report)
    if (known.has(layer.name)) report(`The name "${layer.name}" is taken. Give each layer a name of its own.`)
    if (layer.name.split('/')[0] === RESERVED)
      report(`A checkpoint keeps the name "${RESERVED}" for other values than weights. Give the layer another one.`)
    const shape = inputShapes && outputShape(layer, inputShapes, report)
    known.set(layer.name, shape)
    layers.push({ layer, inputs, inputShapes: inputShapes ?? [], shape })
  }
  return { layers, problems, output: layers.at(-1)?.shape ?? null }
}

function resolveInputs(
  inputs: readonly string[],
  known: ReadonlyMap<string, Shape | null>,
  report: (message: string) => void
): readonly Shape[] | null {
  const shapes: Shape[] = []
  for (const name of inputs) {
    const shape = known.get(name)
    if (shape === undefined) report(`It takes its input from "${name}", and no layer before it has that name.`)
    if (!shape) return null
    shapes.push(shape)
  }
  if (shapes.length === 0) report('It has no input. Name the layers that feed it.')
  return shapes.length > 0 ? shapes : null
}
