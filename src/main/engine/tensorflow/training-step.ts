import type { LayerShapes } from '@shared/domain/models/shapes'
import type { WeightSpec } from '@shared/domain/models/weights'
import { murmur3 } from '@shared/domain/random/hash'
import type { Augmenter } from '../augment/augment'
import type { ImageShape } from '../augment/stages'
import type { CompileOptions } from '../backend'
import { attr } from './attributes'
import type { Emission } from './emission'
import { emitModel } from './emit-model'
import { gradients } from './gradients'
import type { Graph, GraphNode, Value } from './graph'
import { names } from './graph-names'
import { emitLoss, reduceLoss } from './losses'
import { add, addAll, argMax, cast, concat, countAlong, identity, int, reduce, reshape, scale, unary } from './ops'
import { emitUpdates } from './optimizers'
import type { TrainedWeight } from './optimizers'
import { emitTrainingImages } from './training-images'
import { assignVariable, createReader, variableOf } from './variables'
import type { Variable } from './variables'

export interface TrainingParts {
  readonly layers: readonly LayerShapes[]
  readonly inputShape: ImageShape
  readonly options: CompileOptions
  readonly specs: readonly WeightSpec[]
  readonly weights: ReadonlyMap<string, Variable>
  readonly slots: ReadonlyMap<string, Variable>
  readonly augmenter: Augmenter
}

/** Training mode: masks from (seed, step, layer); `assignments` collects the moving statistics' updates. */
function trainingEmission(g: Graph, { weights, options }: TrainingParts, step: Value) {
  const assignments: GraphNode[] = []
  const emission: Emission = {
    g,
    training: true,
    weight: createReader(g, weights),
    assign: (name, value) => void assignments.push(assignVariable(g, variableOf(weights, name), value)),
    maskSeed: layer =>
      g.op(
        'Pack',
        [int(g, murmur3(layer, options.seed) | 0), step],
        { N: attr.int(2), T: attr.type('int32'), axis: attr.int(0) },
        { shape: [2], dtype: 'int32' }
      )
  }
  return { emission, assignments }
}

interface BackwardPass {
  readonly trained: readonly TrainedWeight[]
  /** Terms that regularization adds to the loss. */
  readonly penalties: readonly Value[]
}

/** Gradients of the trainable weights, those of the kernels' L2 penalty included. */
function emitBackward(g: Graph, parts: TrainingParts, read: Emission['weight'], at: Value, seed: Value): BackwardPass {
  const trainable = parts.specs.filter(spec => spec.trainable)
  const values = trainable.map(spec => read(spec.name))
  const found = gradients(g, at, seed, values)
  const trained: TrainedWeight[] = []
  const penalties: Value[] = []
  for (const spec of trainable) {
    const value = read(spec.name)
    const gradient = found.get(value)
    if (!gradient) continue
    const variable = variableOf(parts.weights, spec.name)
    if (spec.l2 === 0) {
      trained.push({ spec, variable, value, gradient })
      continue
    }
    const squares = reduce(g, 'Sum', unary(g, 'Square', value), [...value.shape.keys()])
    penalties.push(scale(g, squares, spec.l2))
    trained.push({ spec, variable, value, gradient: add(g, gradient, scale(g, value, 2 * spec.l2)) })
  }
  return { trained, penalties }
}

/**
 * Emits one training step: images, augmentation, forward pass, loss, backward pass, updates. One fetch, `train/result`,
 * runs it all and is ready only after every update.
 */
export function emitTraining(g: Graph, parts: TrainingParts): void {
  const { layers, inputShape, options, slots, augmenter } = parts
  const x = emitTrainingImages(g, inputShape, augmenter)
  const labels = g.placeholder(names.trainLabels, 'int32', [null])
  const exampleWeights = g.placeholder(names.trainWeights, 'float32', [null])
  const step = g.placeholder(names.trainStep, 'int32', [])
  const learningRate = g.placeholder(names.trainLearningRate, 'float32', [])
  const result = g.scope('train', () => {
    const { emission, assignments } = trainingEmission(g, parts, step)
    const { output } = emitModel(emission, layers, x)
    const loss = emitLoss(g, output, labels, options)
    const { mean, seed } = reduceLoss(g, loss, exampleWeights, countAlong(g, loss.perExample, [0]))
    const { trained, penalties } = emitBackward(g, parts, emission.weight, loss.at, seed)
    const updates = emitUpdates(g, options.optimizer, trained, {
      step,
      learningRate,
      slot: (kind, weight) => variableOf(slots, `${kind}/${weight.spec.name}`)
    })
    // The greatest logit is the greatest probability; `at` is one of the two.
    const predicted = cast(g, argMax(g, loss.at), 'float32')
    const total = reshape(g, addAll(g, [mean, ...penalties]), [1])
    return { value: concat(g, [total, predicted], 0), after: [...updates, ...assignments] }
  })
  identity(g, result.value, { name: names.trainResult, control: result.after })
}
