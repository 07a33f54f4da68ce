import type { Optimizer } from '@shared/contract/training'
import type { WeightSpec } from '@shared/domain/models/weights'
import { attr } from './attributes'
import type { Graph, GraphNode, Value } from './graph'
import { add, addAll, binary, cast, divide, float, int, multiply, reduce, scale, unary } from './ops'
import type { Variable } from './variables'

/** A trainable weight with what the step knows of it. */
export interface TrainedWeight {
  readonly spec: WeightSpec
  readonly variable: Variable
  /** Its value before the step. */
  readonly value: Value
  readonly gradient: Value
}

export interface OptimizerInputs {
  /** Steps of the run done before this one, int32 scalar. */
  readonly step: Value
  readonly learningRate: Value
  /** The slot of a weight, created at zero when first asked for. */
  slot(kind: string, weight: TrainedWeight): Variable
}

/** Names of the slots of an optimizer's state, per trainable weight. */
export function slotKinds(optimizer: Optimizer): readonly string[] {
  if (optimizer.name === 'adam') return ['adam/m', 'adam/v']
  return optimizer.momentum > 0 ? ['sgd/momentum'] : []
}

const lockFree = { T: attr.type('float32'), use_locking: attr.bool(false) }

/** Emits one update of every weight, as Keras's optimizers do it: clip, decay, step. Returns the nodes that must run. */
export function emitUpdates(
  g: Graph,
  optimizer: Optimizer,
  weights: readonly TrainedWeight[],
  inputs: OptimizerInputs
): readonly GraphNode[] {
  const clipped = clip(g, optimizer, weights)
  const update = optimizer.name === 'adam' ? adam(g, optimizer, inputs) : sgd(g, optimizer, inputs)
  return clipped.map(weight => update(weight, decay(g, optimizer, weight, inputs.learningRate)))
}

type Update = (weight: TrainedWeight, before: readonly GraphNode[]) => GraphNode

function adam(g: Graph, optimizer: Extract<Optimizer, { name: 'adam' }>, inputs: OptimizerInputs): Update {
  const beta1 = float(g, optimizer.beta_1)
  const beta2 = float(g, optimizer.beta_2)
  const time = cast(g, add(g, inputs.step, int(g, 1)), 'float32')
  const powers = [binary(g, 'Pow', beta1, time), binary(g, 'Pow', beta2, time)]
  // The kernel adds epsilon before the bias correction, which is Keras's convention (and not PyTorch's).
  const constants = [...powers, inputs.learningRate, beta1, beta2, float(g, optimizer.epsilon)]
  return (weight, control) => {
    const m = inputs.slot('adam/m', weight)
    const v = inputs.slot('adam/v', weight)
    const operands = [weight.variable.handle, m.handle, v.handle, ...constants, weight.gradient]
    return g.node('ResourceApplyAdam', operands, { ...lockFree, use_nesterov: attr.bool(false) }, [], { control })
  }
}

function sgd(g: Graph, optimizer: Extract<Optimizer, { name: 'sgd' }>, inputs: OptimizerInputs): Update {
  const { learningRate } = inputs
  if (optimizer.momentum === 0)
    return ({ variable, gradient }, control) =>
      g.node('ResourceApplyGradientDescent', [variable.handle, learningRate, gradient], lockFree, [], { control })
  const momentum = float(g, optimizer.momentum)
  const attributes = { ...lockFree, use_nesterov: attr.bool(optimizer.nesterov) }
  return (weight, control) => {
    const slot = inputs.slot('sgd/momentum', weight)
    const operands = [weight.variable.handle, slot.handle, learningRate, weight.gradient, momentum]
    return g.node('ResourceApplyKerasMomentum', operands, attributes, [], { control })
  }
}

/** Decoupled weight decay of kernels, before the step: w ← w − w · decay · learning rate. */
function decay(
  g: Graph,
  { weight_decay }: Optimizer,
  weight: TrainedWeight,
  learningRate: Value
): readonly GraphNode[] {
  if (weight_decay === 0 || weight.spec.role !== 'kernel') return []
  const loss = multiply(g, weight.value, scale(g, learningRate, weight_decay))
  // Not before the gradient: everything that still reads the old weight is upstream of it.
  const control = [weight.gradient.node]
  return [
    g.node('AssignSubVariableOp', [weight.variable.handle, loss], { dtype: attr.type('float32') }, [], { control })
  ]
}

const allAxes = (value: Value): number[] => [...value.shape.keys()]
const squaredNorm = (g: Graph, value: Value): Value => reduce(g, 'Sum', unary(g, 'Square', value), allAxes(value))
/** Factor that brings a norm down to `limit`, 1 for a smaller one. */
const shrink = (g: Graph, norm: Value, limit: number): Value =>
  divide(g, float(g, limit), binary(g, 'Maximum', norm, float(g, limit)))

/** Gradient clipping; Keras allows one kind at a time, and so does the schema's reader: the first that is set counts. */
function clip(g: Graph, optimizer: Optimizer, weights: readonly TrainedWeight[]): readonly TrainedWeight[] {
  const { clipnorm, clipvalue, global_clipnorm } = optimizer
  const change = (by: (gradient: Value) => Value): readonly TrainedWeight[] =>
    weights.map(weight => ({ ...weight, gradient: by(weight.gradient) }))
  if (clipnorm !== null)
    return change(gradient => multiply(g, gradient, shrink(g, unary(g, 'Sqrt', squaredNorm(g, gradient)), clipnorm)))
  if (global_clipnorm !== null && weights.length > 0) {
    const norm = unary(
      g,
      'Sqrt',
      addAll(
        g,
        weights.map(({ gradient }) => squaredNorm(g, gradient))
      )
    )
    const factor = shrink(g, norm, global_clipnorm)
    return change(gradient => multiply(g, gradient, factor))
  }
  if (clipvalue !== null)
    return change(gradient =>
      binary(g, 'Maximum', binary(g, 'Minimum', gradient, float(g, clipvalue)), float(g, -clipvalue))
    )
  return weights
}
