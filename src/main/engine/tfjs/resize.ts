import * as tf from '@tensorflow/tfjs-core'

/**
 * Resizing as two matrix products, so that every back end has it with its gradient.
 * Half-pixel centres and no antialiasing, as Keras's Resizing.
 */
export function resize(
  x: tf.Tensor4D,
  height: number,
  width: number,
  interpolation: 'bilinear' | 'nearest'
): tf.Tensor {
  const [batch, fromHeight, fromWidth, channels] = x.shape
  const vertical = tf.tensor2d(interpolationMatrix(fromHeight, height, interpolation), [height, fromHeight])
  const horizontal = tf.tensor2d(interpolationMatrix(fromWidth, width, interpolation), [width, fromWidth])
  const lines = tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [fromHeight, batch * fromWidth * channels])
  const rows = tf.reshape(tf.matMul(vertical, lines), [height, batch, fromWidth, channels])
  const columns = tf.reshape(tf.transpose(rows, [2, 1, 0, 3]), [fromWidth, batch * height * channels])
  const both = tf.reshape(tf.matMul(horizontal, columns), [width, batch, height, channels])
  return tf.transpose(both, [1, 2, 0, 3])
}

/** Weights `[to, from]` that turn a line of `from` pixels into one of `to`. */
function interpolationMatrix(from: number, to: number, interpolation: 'bilinear' | 'nearest'): Float32Array {
  const matrix = new Float32Array(to * from)
  const add = (row: number, column: number, weight: number) => {
    const at = row * from + Math.min(from - 1, Math.max(0, column))
    matrix[at] = (matrix[at] ?? 0) + weight
  }
  for (let row = 0; row < to; row++) {
    const centre = ((row + 0.5) * from) / to
    if (interpolation === 'nearest') {
      add(row, Math.floor(centre), 1)
      continue
    }
    const left = Math.floor(centre - 0.5)
    const share = centre - 0.5 - left
    add(row, left, 1 - share)
    add(row, left + 1, share)
  }
  return matrix
}
