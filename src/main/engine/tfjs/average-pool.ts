import * as tf from '@tensorflow/tfjs-core'

/**
 * Average pooling that leaves padding out of the average, as TensorFlow does. The gradient that TensorFlow.js has for
 * padded windows divides by the whole window's size, so padding is spelt out here: zeros, plain pooling, a factor.
 */
export function averagePool(
  x: tf.Tensor4D,
  size: readonly [number, number],
  strides: readonly [number, number],
  padding: 'valid' | 'same'
): tf.Tensor {
  const pool = (input: tf.Tensor4D) => tf.avgPool(input, [...size], [...strides], 'valid')
  if (padding === 'valid') return pool(x)
  const { top, bottom, left, right } = tf.backend_util.computePool2DInfo(
    x.shape,
    [...size],
    [...strides],
    1,
    'same'
  ).padInfo
  const pad = (input: tf.Tensor4D) =>
    tf.pad(input, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0]
    ])
  const [, height, width] = x.shape
  const share = pool(pad(tf.ones([1, height, width, 1])))
  return tf.div(pool(pad(x)), share)
}
