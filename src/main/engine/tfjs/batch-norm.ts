import * as tf from '@tensorflow/tfjs-core'

/**
 * Batch normalisation over all axes but the last with the batch's own statistics. Its gradient is written out, as
 * going through the moments would cost six more reductions. The variance is biased (divided by the count), as Keras keeps it.
 */
export function batchNormTraining(
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
  onStatistics: (mean: Float32Array, variance: Float32Array) => void
): tf.Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis)
  const normalise = tf.customGrad((xs, gammas, betas, save) => {
    // customGrad types its arguments as a union with the save function, which comes last.
    const [input, scale, offset] = [xs as tf.Tensor, gammas as tf.Tensor, betas as tf.Tensor]
    const count = input.size / scale.size
    const mean = tf.mean(input, axes)
    const centred = tf.sub(input, mean)
    const variance = tf.mean(tf.square(centred), axes)
    const inverse = tf.rsqrt(tf.add(variance, epsilon))
    const hat = tf.mul(centred, inverse)
    onStatistics(mean.dataSync<'float32'>(), variance.dataSync<'float32'>())

    const keep = save as (tensors: tf.Tensor[]) => void
    keep([hat, inverse, scale])
    const value = tf.add(tf.mul(hat, scale), offset)
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [hats, inverses, scales] = saved
      if (!hats || !inverses || !scales) throw new Error('batch normalisation lost its saved tensors')
      const dBeta = tf.sum(dy, axes)
      const dGamma = tf.sum(tf.mul(dy, hats), axes)
      const shared = tf.add(tf.mul(hats, tf.div(dGamma, count)), tf.div(dBeta, count))
      const dx = tf.mul(tf.sub(dy, shared), tf.mul(inverses, scales))
      return [dx, dGamma, dBeta]
    }
    return { value, gradFunc }
  })
  return normalise(x, gamma, beta)
}
