import type { LayerShapes } from '@shared/domain/models/shapes'
import type { WeightSpec } from '@shared/domain/models/weights'
import { murmur3 } from '@shared/domain/random/hash'
import type { Augmenter } from '../augment/augment'
import type { ImageShape } from '../augment/stages'
import { parameterWidth } from '../augment/stages'
import type { CompileOptions } from '../backend'
import { attr } from './attributes'
import { emitAugmentation } from './augmentation'
import { emitModel } from './emit-model'
import { gradients } from './gradients'
import type { Graph, GraphNode, Value } from './graph'
import { names } from './graph-names'
import { emitLoss, reduceLoss } from './losses'
import {
  add,
  addAll,
  argMax,
  cast,
  concat,
  countAlong,
  identity,
  int,
  reduce,
  reshape,
  scale,
  scaledBytes
} from './ops'
import { unary } from './ops'
import { emitUpdates } from './optimizers'
import type { TrainedWeight } from './optimizers'
import { assignFed, assignVariable, createReader, createVariable, emitDone, variableOf } from './variables'
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

/**
 * Where the batch's images come from: rows of the resident bytes by index. Any value of a graph can be fed, so that
 * `train/bytes` or `train/x` is fed instead when the data is not resident or not bytes.
 */
function emitImages(g: Graph, inputShape: ImageShape): Value {
  const data = createVariable(g, 'data', 'data', null, 'uint8')
  const all = g.placeholder(names.dataBytes, 'uint8', [null, ...inputShape])
  emitDone(g, names.dataDone, [assignFed(g, data, all)])
  const indices = g.placeholder(names.trainIndices, 'int32', [null])
  const attributes = {
    dtype: attr.type('uint8'),
    Tindices: attr.type('int32'),
    batch_dims: attr.int(0),
    validate_indices: attr.bool(true)
  }
  const output = { shape: [null, ...inputShape], dtype: 'uint8' } as const
  const bytes = g.op('ResourceGather', [data.handle, indices], attributes, output, { name: names.trainBytes })
  return scaledBytes(g, bytes, names.trainX)
}

/**
 * Emits one training step: images, augmentation, forward pass, loss, backward pass, updates. One fetch, `train/result`,
 * runs it all and is ready only after every update.
 */
export function emitTraining(g: Graph, parts: TrainingParts): void {
  const { layers, inputShape, options, specs, weights, slots, augmenter } = parts
  const images = emitImages(g, inputShape)
  const labels = g.placeholder(names.trainLabels, 'int32', [null])
  const exampleWeights = g.placeholder(names.trainWeights, 'float32', [null])
  const step = g.placeholder(names.trainStep, 'int32', [])
  const learningRate = g.placeholder(names.trainLearningRate, 'float32', [])
  const width = parameterWidth(augmenter.stages)
  const x =
    width === 0
      ? images
      : g.scope('train/augment', () =>
          emitAugmentation(g, images, g.placeholder('parameters', 'float32', [null, width]), augmenter, inputShape)
        )

  g.scope('train', () => {
    const read = createReader(g, weights)
    const statistics: GraphNode[] = []
    const emission = {
      g,
      training: true,
      weight: read,
      assign: (name: string, value: Value) => void statistics.push(assignVariable(g, variableOf(weights, name), value)),
      maskSeed: (layer: string) =>
        g.op(
          'Pack',
          [int(g, murmur3(layer, options.seed) | 0), step],
          { N: attr.int(2), T: attr.type('int32'), axis: attr.int(0) },
          { shape: [2], dtype: 'int32' }
        )
    }
    const { output } = emitModel(emission, layers, x)
    const loss = emitLoss(g, output, labels, options)
    const reduced = reduceLoss(g, loss, exampleWeights, countAlong(g, loss.perExample, [0]))
    const trained = specs.filter(spec => spec.trainable)
    const found = gradients(
      g,
      loss.at,
      reduced.seed,
      trained.map(spec => read(spec.name))
    )
    const penalties: Value[] = []
    const withGradients = trained.flatMap((spec): TrainedWeight[] => {
      const value = read(spec.name)
      const gradient = found.get(value)
      if (!gradient) return []
      const trainedWeight = { spec, variable: variableOf(weights, spec.name), value, gradient }
      if (spec.l2 === 0) return [trainedWeight]
      penalties.push(scale(g, reduce(g, 'Sum', unary(g, 'Square', value), [...value.shape.keys()]), spec.l2))
      return [{ ...trainedWeight, gradient: add(g, gradient, scale(g, value, 2 * spec.l2)) }]
    })
    const updates = emitUpdates(g, options.optimizer, withGradients, {
      step,
      learningRate,
      slot: (kind, weight) => variableOf(slots, `${kind}/${weight.spec.name}`)
    })
    const total = addAll(g, [reduced.mean, ...penalties])
    const predicted = cast(g, argMax(g, output.node.op === 'Softmax' ? loss.at : output), 'float32')
    const result = concat(g, [reshape(g, total, [1]), predicted], 0)
    identity(g, result, { name: 'result', control: [...updates, ...statistics] })
  })
}
