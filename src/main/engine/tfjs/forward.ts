import * as tf from '@tensorflow/tfjs-core'
import type { Activation, Layer } from '@shared/contract/model'
import { windowOf } from '@shared/domain/models/layer-shape'
import { MODEL_INPUT, type InferredModel } from '@shared/domain/models/shapes'
import type { WeightRole } from '@shared/domain/models/weights'
import type { TrainingOrder } from '../relu-behind-pooling'
import { averagePool } from './average-pool'
import { batchNormTraining } from './batch-norm'
import { dropoutMask } from './dropout'
import { resize } from './resize'

/** What a pass through the layers needs. Without `training` it is inference: no dropout, moving statistics. */
export interface Pass {
  readonly weight: (layer: string, role: WeightRole) => tf.Tensor | undefined
  readonly training?: {
    readonly seed: number
    readonly step: number
    /** Which ReLU waits until after pooling; null = each where it stands. */
    readonly order: TrainingOrder | null
    /** Statistics of a batch normalisation's batch. */
    readonly onStatistics: (layer: string, mean: Float32Array, variance: Float32Array) => void
  }
}

/**
 * Runs the layers. The last layer's softmax is left out: the result is logits `[batch, classes]`, or class scores.
 * With `until`, the activations that enter that layer.
 */
export function forward({ layers }: InferredModel, x: tf.Tensor, pass: Pass, until?: string): tf.Tensor {
  const values = new Map<string, tf.Tensor>([[MODEL_INPUT, x]])
  const order = pass.training?.order
  let output = x
  for (const { layer, inputs } of layers) {
    const inputValues = inputs.map(name => {
      const value = values.get(name)
      if (!value) throw new Error(`layer ${layer.name} reads ${name} before it is computed`)
      return value
    })
    const [first] = inputValues
    if (layer.name === until && first) return first
    output = runLayer(order?.layerOf(layer) ?? layer, inputValues, pass, layer === layers.at(-1)?.layer)
    if (order?.endsInRelu(layer)) output = tf.relu(output)
    values.set(layer.name, output)
  }
  return output
}

function runLayer(layer: Layer, inputs: readonly tf.Tensor[], pass: Pass, last: boolean): tf.Tensor {
  const [x] = inputs
  if (!x) throw new Error(`layer ${layer.name} has no input`)
  switch (layer.class_name) {
    case 'Conv2D': {
      const { strides, padding } = windowOf(layer)
      const filter = weight<tf.Rank.R4>(pass, layer.name, 'kernel')
      if (pass.training || !layer.use_bias) {
        return finish(layer, tf.conv2d(image(x), filter, [...strides], padding), pass, last)
      }
      // One kernel for all of it, in inference only: its gradient is slower than those of the parts.
      const activation = activationOf(layer, last)
      const fused = activation === 'relu' || activation === 'relu6' ? activation : 'linear'
      const bias = weight<tf.Rank.R1>(pass, layer.name, 'bias')
      const y = tf.fused.conv2d({ x: image(x), filter, strides: [...strides], pad: padding, bias, activation: fused })
      return fused === activation ? y : activate(y, activation)
    }
    case 'DepthwiseConv2D': {
      const { strides, padding } = windowOf(layer)
      const y = tf.depthwiseConv2d(image(x), weight(pass, layer.name, 'kernel'), [...strides], padding)
      return finish(layer, y, pass, last)
    }
    case 'Dense':
      return finish(layer, tf.matMul(x, weight(pass, layer.name, 'kernel')), pass, last)
    case 'MaxPooling2D': {
      const { size, strides, padding } = windowOf(layer)
      return tf.maxPool(image(x), [...size], [...strides], padding)
    }
    case 'AveragePooling2D': {
      const { size, strides, padding } = windowOf(layer)
      return averagePool(image(x), size, strides, padding)
    }
    case 'GlobalAveragePooling2D':
      return tf.mean(x, [1, 2])
    case 'BatchNormalization':
      return normalise(layer, x, pass)
    case 'Activation':
      return activate(x, activationOf(layer, last))
    case 'Dropout': {
      if (!pass.training || layer.rate === 0) return x
      const { seed, step } = pass.training
      return tf.mul(x, tf.tensor(dropoutMask(x.size, layer.rate, seed, layer.name, step), x.shape))
    }
    case 'Flatten':
      return tf.reshape(x, [x.shape[0] ?? 0, -1])
    case 'Add':
      return inputs.reduce((sum, input) => tf.add(sum, input))
    case 'Concatenate':
      return tf.concat([...inputs], -1)
    case 'ZeroPadding2D':
      return tf.pad(x, [[0, 0], ...layer.padding, [0, 0]])
    case 'Resizing':
      return resize(image(x), layer.height, layer.width, layer.interpolation)
    case 'Rescaling':
      return tf.add(tf.mul(x, layer.scale), layer.offset)
  }
}

type Weighted = Extract<Layer, { use_bias: boolean }>

function finish(layer: Weighted, y: tf.Tensor, pass: Pass, last: boolean): tf.Tensor {
  const biased = layer.use_bias ? tf.add(y, weight(pass, layer.name, 'bias')) : y
  return activate(biased, activationOf(layer, last))
}

/** The last layer's softmax is left to the loss and to the reader of the scores. */
function activationOf(layer: { readonly activation: Activation }, last: boolean): Activation {
  return last && layer.activation === 'softmax' ? 'linear' : layer.activation
}

function normalise(layer: Extract<Layer, { class_name: 'BatchNormalization' }>, x: tf.Tensor, pass: Pass): tf.Tensor {
  const channels = x.shape.at(-1) ?? 0
  const gamma = pass.weight(layer.name, 'gamma') ?? tf.ones([channels])
  const beta = pass.weight(layer.name, 'beta') ?? tf.zeros([channels])
  if (pass.training && layer.trainable) {
    const { onStatistics } = pass.training
    return batchNormTraining(x, vector(gamma), vector(beta), layer.epsilon, (mean, variance) =>
      onStatistics(layer.name, mean, variance)
    )
  }
  const mean = weight<tf.Rank.R1>(pass, layer.name, 'moving_mean')
  const variance = weight<tf.Rank.R1>(pass, layer.name, 'moving_variance')
  return tf.batchNorm(x, mean, variance, vector(beta), vector(gamma), layer.epsilon)
}

function activate(x: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x
    case 'relu':
      return tf.relu(x)
    case 'relu6':
      return tf.relu6(x)
    case 'tanh':
      return tf.tanh(x)
    case 'sigmoid':
      return tf.sigmoid(x)
    case 'softmax':
      return tf.softmax(x)
    case 'swish':
      return tf.mul(x, tf.sigmoid(x))
    case 'leaky_relu':
      // Keras's default negative slope.
      return tf.leakyRelu(x, 0.2)
  }
}

function weight<R extends tf.Rank>(pass: Pass, layer: string, role: WeightRole): tf.Tensor<R> {
  const found = pass.weight(layer, role)
  if (!found) throw new Error(`layer ${layer} has no ${role}`)
  // The rank follows from the role and the checked shapes.
  return found as tf.Tensor<R>
}

// Shapes were inferred before: these only tell the type system.
const image = (x: tf.Tensor) => x as tf.Tensor4D
const vector = (x: tf.Tensor) => x as tf.Tensor1D
