import type { Activation } from '@shared/contract/model'
import { attr } from './attributes'
import type { Graph, Value } from './graph'
import { floatType, multiply, unary } from './ops'

/** Slope below zero of Keras's `leaky_relu` activation. */
const leakySlope = 0.2

export function emitActivation(g: Graph, x: Value, activation: Activation): Value {
  switch (activation) {
    case 'linear':
      return x
    case 'relu':
      return unary(g, 'Relu', x)
    case 'relu6':
      return unary(g, 'Relu6', x)
    case 'tanh':
      return unary(g, 'Tanh', x)
    case 'sigmoid':
      return unary(g, 'Sigmoid', x)
    case 'softmax':
      return unary(g, 'Softmax', x)
    case 'swish':
      return multiply(g, x, unary(g, 'Sigmoid', x))
    case 'leaky_relu':
      return g.op('LeakyRelu', [x], { ...floatType, alpha: attr.float(leakySlope) }, { shape: x.shape })
  }
}
