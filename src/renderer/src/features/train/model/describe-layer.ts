import type { Layer } from '@shared/contract/model'
import { showPadding } from './layer-fields'

/** Four digits: 1.9921875 and 0.00392156862745098 would push the columns beside them away. */
const short = (value: number): string => String(Number(value.toPrecision(4)))

const pair = (value: readonly [number, number]): string => value.join('×')

/** The settings of a layer that tell it from others of its class, in one short line. */
export function describeLayer(layer: Layer): string {
  switch (layer.class_name) {
    case 'Conv2D':
      return `${layer.filters} · ${pair(layer.kernel_size)} · ${layer.activation}`
    case 'DepthwiseConv2D':
      return `${pair(layer.kernel_size)} · ${layer.activation}`
    case 'Dense':
      return `${layer.units} · ${layer.activation}`
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return pair(layer.pool_size)
    case 'Activation':
      return layer.activation
    case 'Dropout':
      return String(layer.rate)
    case 'Resizing':
      return `${layer.height}×${layer.width} · ${layer.interpolation}`
    case 'Rescaling':
      return `× ${short(layer.scale)} ${layer.offset < 0 ? '−' : '+'} ${short(Math.abs(layer.offset))}`
    case 'ZeroPadding2D':
      return showPadding(layer.padding)
    case 'GlobalAveragePooling2D':
    case 'BatchNormalization':
    case 'Flatten':
    case 'Add':
    case 'Concatenate':
      return ''
  }
}
