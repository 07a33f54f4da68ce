import * as tf from '@tensorflow/tfjs-core'
import { heapValues, replaceKernel, type KernelCall } from './kernel'

interface FilterInputs {
  readonly x: tf.TensorInfo
  readonly dy: tf.TensorInfo
}
interface InputInputs {
  readonly dy: tf.TensorInfo
  readonly filter: tf.TensorInfo
}

/** Gradients of the depthwise convolution with one filter per channel; missing as shipped. */
export function addDepthwiseGradients(): void {
  replaceKernel(
    'DepthwiseConv2dNativeBackpropFilter',
    (call: KernelCall<FilterInputs, tf.DepthwiseConv2dNativeBackpropFilterAttrs>) => {
      const { inputs, attrs, backend } = call
      const gradient = backend.makeOutput(attrs.filterShape, 'float32')
      const x = heapValues(backend, inputs.x)
      const dy = heapValues(backend, inputs.dy)
      const values = heapValues(backend, gradient).fill(0)
      eachTap(inputs.x.shape, attrs.filterShape, attrs, (xAt, filterAt, dyAt, channels) => {
        for (let c = 0; c < channels; c++) {
          values[filterAt + c] = (values[filterAt + c] ?? 0) + (x[xAt + c] ?? 0) * (dy[dyAt + c] ?? 0)
        }
      })
      return gradient
    }
  )

  replaceKernel(
    'DepthwiseConv2dNativeBackpropInput',
    (call: KernelCall<InputInputs, tf.DepthwiseConv2dNativeBackpropInputAttrs>) => {
      const { inputs, attrs, backend } = call
      const gradient = backend.makeOutput(attrs.inputShape, 'float32')
      const filter = heapValues(backend, inputs.filter)
      const dy = heapValues(backend, inputs.dy)
      const values = heapValues(backend, gradient).fill(0)
      eachTap(attrs.inputShape, inputs.filter.shape, attrs, (xAt, filterAt, dyAt, channels) => {
        for (let c = 0; c < channels; c++) {
          values[xAt + c] = (values[xAt + c] ?? 0) + (filter[filterAt + c] ?? 0) * (dy[dyAt + c] ?? 0)
        }
      })
      return gradient
    }
  )
}

type Attributes = Pick<tf.DepthwiseConv2dNativeBackpropInputAttrs, 'strides' | 'pad' | 'dimRoundingMode'>

/** Visits every pair of an output pixel and a filter tap whose input pixel lies in the image. */
function eachTap(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dimRoundingMode }: Attributes,
  visit: (xAt: number, filterAt: number, dyAt: number, channels: number) => void
): void {
  // Shapes of convolutions have four entries; the attributes' types say number[].
  const input = inputShape as [number, number, number, number]
  const filter = filterShape as [number, number, number, number]
  const info = tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, true, 'channelsLast')
  if (filter[3] !== 1) throw new Error('only one filter per channel is supported')
  const { inHeight, inWidth, outHeight, outWidth, inChannels: channels, strideHeight, strideWidth } = info
  const { top, left } = info.padInfo
  for (let n = 0, dyAt = 0; n < info.batchSize; n++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++, dyAt += channels) {
        for (let fy = 0; fy < info.filterHeight; fy++) {
          const y = oy * strideHeight - top + fy
          if (y < 0 || y >= inHeight) continue
          for (let fx = 0; fx < info.filterWidth; fx++) {
            const x = ox * strideWidth - left + fx
            if (x < 0 || x >= inWidth) continue
            visit(
              ((n * inHeight + y) * inWidth + x) * channels,
              (fy * info.filterWidth + fx) * channels,
              dyAt,
              channels
            )
          }
        }
      }
    }
  }
}
