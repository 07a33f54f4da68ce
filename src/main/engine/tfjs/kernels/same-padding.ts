import * as tf from '@tensorflow/tfjs-core'
import { replaceKernel, runKernel, type KernelCall } from './kernel'

interface Inputs {
  readonly x: tf.TensorInfo
  readonly filter: tf.TensorInfo
}
type Attributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dilations' | 'dimRoundingMode'>

/**
 * Convolutions with padding `same` as ones with the padding spelt out. What is shipped leaves it to XNNPACK, whose count
 * goes below zero, and wraps around, where a window is smaller than its stride and the last one ends before the image.
 */
export function spellOutSamePadding(): void {
  for (const kernelName of ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative']) {
    replaceKernel(kernelName, ({ inputs, attrs, backend }: KernelCall<Inputs, Attributes>) =>
      runKernel(kernelName, backend, inputs, attrs.pad === 'same' ? { ...attrs, pad: padsOf(inputs, attrs) } : attrs)
    )
  }
}

function padsOf({ x, filter }: Inputs, { strides, dilations }: Attributes): tf.backend_util.ExplicitPadding {
  // Shapes of convolutions have four entries, strides and dilations one or two; their types say number[].
  const image = x.shape as [number, number, number, number]
  const window = filter.shape as [number, number, number, number]
  const steps = strides as [number, number] | number
  const gaps = dilations as [number, number] | number
  const { padInfo } = tf.backend_util.computeConv2DInfo(image, window, steps, gaps, 'same')
  const { top, bottom, left, right } = padInfo
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0]
  ]
}
