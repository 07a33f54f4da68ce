import * as tf from '@tensorflow/tfjs-core'
import { heapValues, release, replaceKernel, runKernel, transpose, type KernelCall } from './kernel'

interface ReduceInputs {
  readonly x: tf.TensorInfo
}
interface ProductInputs {
  readonly a: tf.TensorInfo
  readonly b: tf.TensorInfo
}

/** Sum and mean over all axes but the last, in float64: what biases and batch normalisation need, one pass without transposing. */
export function replaceChannelReductions(): void {
  for (const kernelName of ['Sum', 'Mean']) {
    replaceKernel(kernelName, ({ inputs: { x }, attrs, backend }: KernelCall<ReduceInputs, tf.SumAttrs>) => {
      const rank = x.shape.length
      const axes = tf.util
        .parseAxisParam(attrs.axis ?? x.shape.map((_, axis) => axis), x.shape)
        .toSorted((a, b) => a - b)
      if (x.dtype !== 'float32' || rank < 2 || axes.length !== rank - 1 || axes.at(-1) !== rank - 2) {
        return runKernel(kernelName, backend, { x }, attrs)
      }
      const channels = x.shape.at(-1) ?? 0
      const count = channels > 0 ? tf.util.sizeFromShape(x.shape) / channels : 0
      const shape = attrs.keepDims ? [...Array<number>(rank - 1).fill(1), channels] : [channels]
      const result = backend.makeOutput(shape, 'float32')
      const values = heapValues(backend, x)
      const totals = new Float64Array(channels)
      for (let n = 0, at = 0; n < count; n++) {
        for (let c = 0; c < channels; c++, at++) totals[c] = (totals[c] ?? 0) + (values[at] ?? 0)
      }
      const divisor = kernelName === 'Mean' ? count : 1
      heapValues(backend, result).set(totals.map(total => total / divisor))
      return result
    })
  }
}

/** Products with a transposed factor: the shipped kernel loops naively, while transposing first goes through XNNPACK. */
export function replaceTransposedProduct(): void {
  replaceKernel(
    'BatchMatMul',
    ({ inputs: { a, b }, attrs, backend }: KernelCall<ProductInputs, tf.BatchMatMulAttrs>) => {
      const { transposeA, transposeB } = attrs
      if (!(transposeA || transposeB) || a.dtype !== 'float32' || !isMatrix(a) || !isMatrix(b)) {
        return runKernel('BatchMatMul', backend, { a, b }, attrs)
      }
      const left = transposeA ? transpose(backend, a, swapLast(a)) : a
      const right = transposeB ? transpose(backend, b, swapLast(b)) : b
      const product = runKernel('BatchMatMul', backend, { a: left, b: right }, { transposeA: false, transposeB: false })
      if (transposeA) release(backend, left)
      if (transposeB) release(backend, right)
      return product
    }
  )
}

function isMatrix({ shape }: tf.TensorInfo): boolean {
  return shape.slice(0, -2).every(size => size === 1)
}

function swapLast({ shape }: tf.TensorInfo): number[] {
  const leading = shape.slice(0, -2).map((_, axis) => axis)
  return [...leading, shape.length - 1, shape.length - 2]
}
