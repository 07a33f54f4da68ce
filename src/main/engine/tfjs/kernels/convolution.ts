import * as tf from '@tensorflow/tfjs-core'
import { release, replaceKernel, runKernel, transpose, type KernelCall } from './kernel'

interface FilterInputs {
  readonly x: tf.TensorInfo
  readonly dy: tf.TensorInfo
}
interface InputInputs {
  readonly dy: tf.TensorInfo
  readonly filter: tf.TensorInfo
}

/**
 * Gradients of the convolution as convolutions, which XNNPACK computes. The filter's gradient is missing as shipped
 * (tfjs issue 8474), the input's is a naive loop.
 */
export function replaceConvolutionGradients(): void {
  replaceKernel('Conv2DBackpropFilter', filterGradient)
  replaceKernel('Conv2DBackpropInput', inputGradient)
}

/** Convolution of x and dy with batch and channels swapped; stride and dilation change places too. */
function filterGradient({
  inputs: { x, dy },
  attrs,
  backend
}: KernelCall<FilterInputs, tf.Conv2DBackpropFilterAttrs>): tf.TensorInfo {
  const info = convolution(x.shape, attrs.filterShape, attrs)
  const { top, left } = info.padInfo
  // The swapped convolution must give exactly the filter's size: the far padding is chosen so that it does.
  const farHeight = (info.outHeight - 1) * info.strideHeight + info.filterHeight - info.inHeight - top
  const farWidth = (info.outWidth - 1) * info.strideWidth + info.filterWidth - info.inWidth - left
  let swapped = transpose(backend, x, [3, 1, 2, 0])
  if (farHeight < 0 || farWidth < 0) {
    // Rows and columns at the far end that no window reaches.
    const whole = swapped
    const size = [
      info.inChannels,
      info.inHeight + Math.min(0, farHeight),
      info.inWidth + Math.min(0, farWidth),
      info.batchSize
    ]
    swapped = runKernel('Slice', backend, { x: whole }, { begin: [0, 0, 0, 0], size })
    release(backend, whole)
  }
  const filter = transpose(backend, dy, [1, 2, 0, 3])
  const pad = [
    [0, 0],
    [top, Math.max(0, farHeight)],
    [left, Math.max(0, farWidth)],
    [0, 0]
  ]
  const dilations = [info.strideHeight, info.strideWidth]
  const product = runKernel(
    'Conv2D',
    backend,
    { x: swapped, filter },
    { strides: 1, dilations, pad, dataFormat: 'NHWC' }
  )
  release(backend, swapped, filter)
  const gradient = transpose(backend, product, [1, 2, 0, 3])
  release(backend, product)
  return gradient
}

/** Convolution of dy with the filter turned by 180° and its channels swapped; strides above 1 keep the shipped kernel. */
function inputGradient(call: KernelCall<InputInputs, tf.Conv2DBackpropInputAttrs>): tf.TensorInfo {
  const {
    inputs: { dy, filter },
    attrs,
    backend
  } = call
  const info = convolution(attrs.inputShape, filter.shape, attrs)
  const top = info.filterHeight - 1 - info.padInfo.top
  const left = info.filterWidth - 1 - info.padInfo.left
  const bottom = info.inHeight - info.outHeight - top + info.filterHeight - 1
  const right = info.inWidth - info.outWidth - left + info.filterWidth - 1
  const strided = info.strideHeight !== 1 || info.strideWidth !== 1
  if (strided || Math.min(top, left, bottom, right) < 0) {
    return runKernel('Conv2DBackpropInput', backend, call.inputs, attrs)
  }
  const turned = runKernel('Reverse', backend, { x: filter }, { dims: [0, 1] })
  const swapped = transpose(backend, turned, [0, 1, 3, 2])
  const pad = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0]
  ]
  const gradient = runKernel(
    'Conv2D',
    backend,
    { x: dy, filter: swapped },
    { strides: 1, dilations: 1, pad, dataFormat: 'NHWC' }
  )
  release(backend, turned, swapped)
  return gradient
}

type ConvolutionAttributes = Pick<tf.Conv2DBackpropFilterAttrs, 'strides' | 'pad' | 'dimRoundingMode'>

function convolution(
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dimRoundingMode }: ConvolutionAttributes
) {
  // Shapes of convolutions have four entries; the attributes' types say number[].
  const input = inputShape as [number, number, number, number]
  const filter = filterShape as [number, number, number, number]
  return tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, dimRoundingMode, false, 'channelsLast')
}
