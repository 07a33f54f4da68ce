import type { Layer } from '../../contract/model.ts'

/** Shape of one example, without the batch: `[height, width, channels]` or `[features]`. */
export type Shape = readonly number[]

type Report = (message: string) => void
type Window = Extract<Layer, { kernel_size: unknown } | { pool_size: unknown }>

/** Output shape of one layer; null after reporting why there is none. */
export function outputShape(layer: Layer, inputs: readonly Shape[], report: Report): Shape | null {
  const [input] = inputs
  if (!input) return null
  if (inputs.length > 1 && layer.class_name !== 'Add' && layer.class_name !== 'Concatenate') {
    report(`${layer.class_name} takes one input, not ${inputs.length}. Join them with Add or Concatenate first.`)
    return null
  }
  switch (layer.class_name) {
    case 'Conv2D':
    case 'DepthwiseConv2D':
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return slidingShape(layer, input, report)
    case 'Dense':
      if (input.length === 1) return [layer.units]
      report(`Dense needs a flat input, not ${text(input)}. Put Flatten or GlobalAveragePooling2D before it.`)
      return null
    case 'GlobalAveragePooling2D': {
      const image = imageShape(layer, input, report)
      return image && [image.channels]
    }
    case 'Flatten':
      return [input.reduce((product, size) => product * size, 1)]
    case 'Add':
      return sumShape(inputs, report)
    case 'Concatenate':
      return joinedShape(inputs, report)
    case 'ZeroPadding2D': {
      const image = imageShape(layer, input, report)
      const [[top, bottom], [left, right]] = layer.padding
      return image && [image.height + top + bottom, image.width + left + right, image.channels]
    }
    case 'Resizing': {
      const image = imageShape(layer, input, report)
      return image && [layer.height, layer.width, image.channels]
    }
    case 'BatchNormalization':
    case 'Activation':
    case 'Dropout':
    case 'Rescaling':
      return input
  }
}

function imageShape(layer: Layer, shape: Shape, report: Report) {
  const [height, width, channels] = shape
  if (height !== undefined && width !== undefined && channels !== undefined) return { height, width, channels }
  report(`${layer.class_name} needs an image [height, width, channels], not ${text(shape)}. Move it before Flatten.`)
  return null
}

function slidingShape(layer: Window, input: Shape, report: Report): Shape | null {
  const image = imageShape(layer, input, report)
  if (!image) return null
  const { size, strides, padding } = windowOf(layer)
  const height = outputLength(image.height, size[0], strides[0], padding)
  const width = outputLength(image.width, size[1], strides[1], padding)
  if (height < 1 || width < 1) {
    report(
      `Its window of ${size[0]} × ${size[1]} does not fit into ${text(input)}. ` +
        'Use padding "same", a smaller window, or fewer poolings before it.'
    )
    return null
  }
  return [height, width, layer.class_name === 'Conv2D' ? layer.filters : image.channels]
}

/** Window, strides (pooling: the window by default) and padding of a convolution or pooling. */
export function windowOf(layer: Window): {
  readonly size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly padding: 'valid' | 'same'
} {
  const size = 'pool_size' in layer ? layer.pool_size : layer.kernel_size
  return { size, strides: layer.strides ?? ('pool_size' in layer ? size : [1, 1]), padding: layer.padding }
}

function outputLength(length: number, window: number, stride: number, padding: 'valid' | 'same'): number {
  return padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - window) / stride) + 1
}

function sumShape(inputs: readonly Shape[], report: Report): Shape | null {
  const [first, ...others] = inputs
  if (first && others.length > 0 && others.every(shape => text(shape) === text(first))) return first
  report(
    others.length === 0
      ? 'Add needs two inputs or more.'
      : `Add needs inputs of one shape, not ${inputs.map(text).join(' and ')}. Project one of them with a 1 × 1 Conv2D.`
  )
  return null
}

function joinedShape(inputs: readonly Shape[], report: Report): Shape | null {
  const [first] = inputs
  const leading = (shape: Shape) => text(shape.slice(0, -1))
  if (first && inputs.length > 1 && inputs.every(shape => leading(shape) === leading(first))) {
    return [...first.slice(0, -1), inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)]
  }
  report(
    inputs.length < 2
      ? 'Concatenate needs two inputs or more.'
      : `Concatenate needs inputs that differ in channels only, not ${inputs.map(text).join(' and ')}.`
  )
  return null
}

function text(shape: Shape): string {
  return `[${shape.join(', ')}]`
}
