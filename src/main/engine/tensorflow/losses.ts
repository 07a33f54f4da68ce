import { VitrineError } from '@shared/contract/errors'
import type { CompileOptions } from '../backend'
import { attr } from './attributes'
import type { Graph, Value } from './graph'
import { outputOf } from './graph'
import { add, argMax, compare, divide, float, floatType, multiply, oneHot, reduce, reshape, scale } from './ops'
import { subtract, unary } from './ops'

export interface EmittedLoss {
  /** Loss per example, unweighted, `[batch]`. */
  readonly perExample: Value
  /** Where the backward pass starts: the logits where softmax and cross-entropy are one kernel, else the output. */
  readonly at: Value
  /** d loss / d `at` of each example, unweighted, `[batch, classes]`. */
  readonly gradient: Value
}

/** Emits the loss of `output` `[batch, classes]` for the class indices `labels` `[batch]`, with Keras's definitions. */
export function emitLoss(
  g: Graph,
  output: Value,
  labels: Value,
  options: Pick<CompileOptions, 'loss' | 'label_smoothing'>
): EmittedLoss {
  const { loss, label_smoothing: smoothing } = options
  if (smoothing > 0 && loss !== 'sparse_categorical_crossentropy')
    throw new VitrineError(
      'UNSUPPORTED',
      `Label smoothing goes with sparse_categorical_crossentropy, not with ${loss}.`
    )
  const classes = output.shape.at(-1) ?? 0
  switch (loss) {
    case 'sparse_categorical_crossentropy':
      return crossEntropy(g, output, labels, classes, smoothing)
    case 'squared_hinge': {
      // mean over the classes of max(0, 1 − y ŷ)², y = ±1: the L2-SVM's loss.
      const signs = oneHot(g, labels, classes, 1, -1)
      const margin = unary(g, 'Relu', subtract(g, float(g, 1), multiply(g, signs, output)))
      const perExample = reduce(g, 'Mean', unary(g, 'Square', margin), [1])
      return { perExample, at: output, gradient: scale(g, multiply(g, signs, margin), -2 / classes) }
    }
    case 'categorical_hinge': {
      // max(0, 1 + the best score of a wrong class − the right one's). Keras takes 0 for the right class's share.
      const right = oneHot(g, labels, classes)
      const others = multiply(g, oneHot(g, labels, classes, 0, 1), output)
      const best = reduce(g, 'Max', others, [1])
      const hinge = add(g, subtract(g, best, reduce(g, 'Sum', multiply(g, right, output), [1])), float(g, 1))
      // Where the right class's own zero is the maximum, no wrong score takes part.
      const rival = multiply(g, oneHot(g, argMax(g, others), classes), oneHot(g, labels, classes, 0, 1))
      const active = compare(g, 'Greater', hinge, float(g, 0))
      const gradient = multiply(g, subtract(g, rival, right), reshape(g, active, [hinge.shape[0] ?? null, 1]))
      return { perExample: unary(g, 'Relu', hinge), at: output, gradient }
    }
  }
}

function crossEntropy(g: Graph, output: Value, labels: Value, classes: number, smoothing: number): EmittedLoss {
  const [logits] = output.node.inputs
  if (output.node.op !== 'Softmax' || !logits)
    throw new VitrineError(
      'INVALID_INPUT',
      'sparse_categorical_crossentropy needs probabilities: give the last layer the activation softmax.'
    )
  const batch = output.shape[0] ?? null
  const outputs = [{ shape: [batch] }, { shape: output.shape }]
  const node =
    smoothing === 0
      ? g.node(
          'SparseSoftmaxCrossEntropyWithLogits',
          [logits, labels],
          { ...floatType, Tlabels: attr.type(labels.dtype) },
          outputs
        )
      : g.node(
          'SoftmaxCrossEntropyWithLogits',
          [logits, oneHot(g, labels, classes, 1 - smoothing + smoothing / classes, smoothing / classes)],
          floatType,
          outputs
        )
  // The kernel gives the gradient (softmax − target) as its second output.
  return { perExample: outputOf(node), at: logits, gradient: outputOf(node, 1) }
}

/** Mean over the batch of weight × loss, as Keras reduces: the divisor is the batch size, not the sum of the weights. */
export function reduceLoss(g: Graph, loss: EmittedLoss, weights: Value, batch: Value): { mean: Value; seed: Value } {
  const share = divide(g, weights, batch)
  return {
    mean: reduce(g, 'Sum', multiply(g, loss.perExample, share), [0]),
    seed: multiply(g, loss.gradient, reshape(g, share, [loss.gradient.shape[0] ?? null, 1]))
  }
}
