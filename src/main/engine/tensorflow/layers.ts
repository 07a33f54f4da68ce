import { VitrineError } from '@shared/contract/errors'
import type { Layer, LayerClass } from '@shared/contract/model'
import { windowOf } from '@shared/domain/models/layer-shape'
import type { LayerShapes } from '@shared/domain/models/shapes'
import { emitActivation } from './activations'
import type { Attributes, Shape } from './attributes'
import { attr } from './attributes'
import { emitBatchNormalization } from './batch-normalization'
import type { Emission } from './emission'
import type { Graph, Value } from './graph'
import { add, compare, concat, float, floatType, ints, matmul, multiply, reduce, reshape, scale, shapeOf } from './ops'

type LayerOf<Class extends LayerClass> = Extract<Layer, { class_name: Class }>

const supportedLayers: readonly LayerClass[] = [
  'Conv2D',
  'DepthwiseConv2D',
  'Dense',
  'MaxPooling2D',
  'AveragePooling2D',
  'GlobalAveragePooling2D',
  'BatchNormalization',
  'Activation',
  'Dropout',
  'Flatten',
  'Add',
  'Concatenate',
  'ZeroPadding2D',
  'Resizing',
  'Rescaling'
]

/** Throws UNSUPPORTED for a layer that has no rule here: a newer version's model, or one that went around the schema. */
export function checkLayers(layers: readonly Layer[]): void {
  const unknown = layers.find(({ class_name }) => !supportedLayers.includes(class_name))
  if (unknown)
    throw new VitrineError(
      'UNSUPPORTED',
      `${unknown.name}: the TensorFlow engine has no layer ${unknown.class_name}. It has ${supportedLayers.join(', ')}.`,
      { layer: unknown.name, supported: supportedLayers }
    )
}

/** Emits one layer. `place` holds the inferred shapes, which the caller has found to be without problems. */
export function emitLayer(e: Emission, place: LayerShapes, inputs: readonly Value[]): Value {
  const { g } = e
  const { layer } = place
  const [x] = inputs
  if (!x) throw new Error(`${layer.name} has no input`)
  const shape: Shape = [x.shape[0] ?? null, ...(place.shape ?? [])]
  switch (layer.class_name) {
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return convolution(e, layer, x, shape)
    case 'Dense':
      return activated(e, layer, matmul(g, x, e.weight(`${layer.name}/kernel`)))
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      return pooling(g, layer, x, shape)
    case 'GlobalAveragePooling2D':
      return reduce(g, 'Mean', x, [1, 2])
    case 'BatchNormalization':
      return emitBatchNormalization(e, layer, x)
    case 'Activation':
      return emitActivation(g, x, layer.activation)
    case 'Dropout':
      return dropout(e, layer, x)
    case 'Flatten':
      return reshape(g, x, shape)
    case 'Add':
      return inputs.reduce((sum, value) => add(g, sum, value))
    case 'Concatenate':
      return concat(g, inputs, x.shape.length - 1)
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = layer.padding
      const paddings = ints(g, [0, 0, top, bottom, left, right, 0, 0], [4, 2])
      return g.op('Pad', [x, paddings], { ...floatType, Tpaddings: attr.type('int32') }, { shape })
    }
    case 'Resizing': {
      const op = layer.interpolation === 'bilinear' ? 'ResizeBilinear' : 'ResizeNearestNeighbor'
      const attributes = { ...floatType, align_corners: attr.bool(false), half_pixel_centers: attr.bool(true) }
      return g.op(op, [x, ints(g, [layer.height, layer.width])], attributes, { shape })
    }
    case 'Rescaling': {
      const scaled = scale(g, x, layer.scale)
      return layer.offset === 0 ? scaled : add(g, scaled, float(g, layer.offset))
    }
  }
}

function activated(e: Emission, layer: LayerOf<'Conv2D' | 'DepthwiseConv2D' | 'Dense'>, y: Value): Value {
  const attributes = { ...floatType, data_format: attr.string('NHWC') }
  const biased = layer.use_bias
    ? e.g.op('BiasAdd', [y, e.weight(`${layer.name}/bias`)], attributes, { shape: y.shape })
    : y
  return emitActivation(e.g, biased, layer.activation)
}

const paddingName = (padding: 'valid' | 'same'): Attributes[string] =>
  attr.string(padding === 'same' ? 'SAME' : 'VALID')

function convolution(e: Emission, layer: LayerOf<'Conv2D' | 'DepthwiseConv2D'>, x: Value, shape: Shape): Value {
  const { strides, padding } = windowOf(layer)
  const depthwise = layer.class_name === 'DepthwiseConv2D'
  if (depthwise && strides[0] !== strides[1])
    throw new VitrineError(
      'UNSUPPORTED',
      `${layer.name}: the TensorFlow engine has no depthwise convolution with strides ${strides.join(' × ')}. Use equal strides.`,
      { layer: layer.name }
    )
  const attributes = {
    ...floatType,
    strides: attr.ints(1, ...strides, 1),
    padding: paddingName(padding),
    data_format: attr.string('NHWC'),
    dilations: attr.ints(1, 1, 1, 1)
  }
  const op = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D'
  return activated(e, layer, e.g.op(op, [x, e.weight(`${layer.name}/kernel`)], attributes, { shape }))
}

function pooling(g: Graph, layer: LayerOf<'MaxPooling2D' | 'AveragePooling2D'>, x: Value, shape: Shape): Value {
  const { size, strides, padding } = windowOf(layer)
  const attributes = {
    ...floatType,
    ksize: attr.ints(1, ...size, 1),
    strides: attr.ints(1, ...strides, 1),
    padding: paddingName(padding),
    data_format: attr.string('NHWC')
  }
  return g.op(layer.class_name === 'MaxPooling2D' ? 'MaxPool' : 'AvgPool', [x], attributes, { shape })
}

/** The mask is a function of (seed, step, layer): repeatable, and a resumed run draws what the uninterrupted one would. */
function dropout(e: Emission, layer: LayerOf<'Dropout'>, x: Value): Value {
  const { g } = e
  if (!e.training || layer.rate === 0) return x
  const attributes = { dtype: attr.type('float32'), T: attr.type('int32'), Tseed: attr.type('int32') }
  const drawn = g.op('StatelessRandomUniform', [shapeOf(g, x), e.maskSeed(layer.name)], attributes, { shape: x.shape })
  const kept = compare(g, 'GreaterEqual', drawn, float(g, layer.rate))
  return multiply(g, x, scale(g, kept, 1 / (1 - layer.rate)))
}
