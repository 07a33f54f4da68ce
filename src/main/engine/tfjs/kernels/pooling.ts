import * as tf from '@tensorflow/tfjs-core'
import { heapValues, replaceKernel, type KernelCall } from './kernel'

interface Inputs {
  readonly dy: tf.TensorInfo
  readonly input: tf.TensorInfo
}
type Info = ReturnType<typeof tf.backend_util.computePool2DInfo>

/**
 * Gradient of max pooling: the first maximum of a window takes it all, as in TensorFlow. The shipped kernel is wrong
 * wherever a window's maximum is 0 or less, which batch normalisation before pooling makes common.
 */
export function replaceMaxPoolGradient(): void {
  replaceKernel('MaxPoolGrad', ({ inputs, attrs, backend }: KernelCall<Inputs, tf.MaxPoolGradAttrs>) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs
    // Pooling works on images of four axes; TensorInfo says number[].
    const shape = inputs.input.shape as [number, number, number, number]
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode)
    const gradient = backend.makeOutput(inputs.input.shape, 'float32')
    const x = heapValues(backend, inputs.input)
    const dy = heapValues(backend, inputs.dy)
    const dx = heapValues(backend, gradient)
    if (isPlainHalving(info)) halvingGradient(info, x, dy, dx)
    else windowGradient(info, x, dy, dx)
    return gradient
  })
}

function isPlainHalving({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo, ...info }: Info): boolean {
  const two = filterHeight === 2 && filterWidth === 2 && strideHeight === 2 && strideWidth === 2
  const fits = info.outHeight * 2 <= info.inHeight && info.outWidth * 2 <= info.inWidth
  return two && fits && padInfo.top === 0 && padInfo.left === 0
}

function windowGradient(info: Info, x: Float32Array, dy: Float32Array, dx: Float32Array): void {
  const { batchSize, inChannels: channels, inHeight, inWidth, outHeight, outWidth, padInfo } = info
  dx.fill(0)
  let at = 0
  for (let n = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * info.strideHeight - padInfo.top
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * info.strideWidth - padInfo.left
        const [y0, y1] = [Math.max(0, top), Math.min(inHeight, top + info.effectiveFilterHeight)]
        const [x0, x1] = [Math.max(0, left), Math.min(inWidth, left + info.effectiveFilterWidth)]
        for (let c = 0; c < channels; c++, at++) {
          let best = -Infinity
          let winner = -1
          for (let y = y0; y < y1; y++) {
            for (let q = x0, from = ((n * inHeight + y) * inWidth + x0) * channels + c; q < x1; q++, from += channels) {
              const value = x[from] ?? 0
              if (value <= best) continue
              best = value
              winner = from
            }
          }
          if (winner >= 0) dx[winner] = (dx[winner] ?? 0) + (dy[at] ?? 0)
        }
      }
    }
  }
}

/** Windows of 2 × 2 side by side, the usual case: every input pixel belongs to one window. */
function halvingGradient(info: Info, x: Float32Array, dy: Float32Array, dx: Float32Array): void {
  const { batchSize, inChannels: channels, inHeight, inWidth, outHeight, outWidth } = info
  const row = inWidth * channels
  if (inHeight !== 2 * outHeight || inWidth !== 2 * outWidth) dx.fill(0)
  let at = 0
  for (let n = 0; n < batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        let from = ((n * inHeight + 2 * oy) * inWidth + 2 * ox) * channels
        for (let c = 0; c < channels; c++, from++, at++) {
          let best = x[from] ?? 0
          let winner = 0
          const right = x[from + channels] ?? 0
          const below = x[from + row] ?? 0
          const across = x[from + row + channels] ?? 0
          if (right > best) {
            best = right
            winner = 1
          }
          if (below > best) {
            best = below
            winner = 2
          }
          if (across > best) winner = 3
          const gradient = dy[at] ?? 0
          dx[from] = winner === 0 ? gradient : 0
          dx[from + channels] = winner === 1 ? gradient : 0
          dx[from + row] = winner === 2 ? gradient : 0
          dx[from + row + channels] = winner === 3 ? gradient : 0
        }
      }
    }
  }
}
