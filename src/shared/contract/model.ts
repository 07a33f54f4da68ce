import * as v from 'valibot'

/** Layers as data, with Keras's class names and config keys. Shapes are `[height, width, channels]` without the batch. */

const pair = v.tuple([v.pipe(v.number(), v.integer(), v.minValue(1)), v.pipe(v.number(), v.integer(), v.minValue(1))])
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const pixels = v.pipe(v.number(), v.integer(), v.minValue(0))
const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

/** Activations with Keras’s names; `leaky_relu` has Keras’s negative slope of 0.2, `relu6` ends at 6. */
export const activationSchema = v.picklist([
  'linear',
  'relu',
  'relu6',
  'tanh',
  'sigmoid',
  'softmax',
  'swish',
  'leaky_relu'
])
/** Name of an activation, as in Keras. */
export type Activation = v.InferOutput<typeof activationSchema>

/** Initializers of kernels with Keras’s names, drawn from the run’s seed. */
export const initializerSchema = v.picklist([
  'glorot_uniform',
  'glorot_normal',
  'he_uniform',
  'he_normal',
  'lecun_normal',
  'zeros',
  'ones'
])
/** Name of an initializer, as in Keras. */
export type Initializer = v.InferOutput<typeof initializerSchema>

/** What every layer has: a unique name, its inputs by name (default: the layer before; `input` is the model's input). */
const common = {
  name: v.pipe(v.string(), v.regex(/^[a-z0-9_./-]{1,64}$/i)),
  inputs: v.optional(v.array(v.string())),
  trainable: v.optional(v.boolean(), true)
}
const weighted = {
  use_bias: v.optional(v.boolean(), true),
  kernel_initializer: v.optional(initializerSchema, 'glorot_uniform'),
  /** L2 factor of the kernel, added to the loss as Keras's `kernel_regularizer`; 0 = none. */
  kernel_l2: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  activation: v.optional(activationSchema, 'linear')
}
const window = {
  strides: v.optional(pair),
  padding: v.optional(v.picklist(['valid', 'same']), 'valid')
}

/** One layer with Keras’s config keys; sizes and strides in pixels as `[height, width]`, `momentum`, `rate` in [0, 1]. */
export const layerSchema = v.variant('class_name', [
  v.object({ class_name: v.literal('Conv2D'), ...common, filters: count, kernel_size: pair, ...window, ...weighted }),
  v.object({ class_name: v.literal('DepthwiseConv2D'), ...common, kernel_size: pair, ...window, ...weighted }),
  v.object({ class_name: v.literal('Dense'), ...common, units: count, ...weighted }),
  v.object({ class_name: v.literal('MaxPooling2D'), ...common, pool_size: pair, ...window }),
  v.object({ class_name: v.literal('AveragePooling2D'), ...common, pool_size: pair, ...window }),
  v.object({ class_name: v.literal('GlobalAveragePooling2D'), ...common }),
  v.object({
    class_name: v.literal('BatchNormalization'),
    ...common,
    momentum: v.optional(rate, 0.99),
    epsilon: v.optional(v.pipe(v.number(), v.minValue(0)), 1e-3),
    center: v.optional(v.boolean(), true),
    scale: v.optional(v.boolean(), true)
  }),
  v.object({ class_name: v.literal('Activation'), ...common, activation: activationSchema }),
  v.object({ class_name: v.literal('Dropout'), ...common, rate: v.pipe(rate, v.maxValue(0.999)) }),
  v.object({ class_name: v.literal('Flatten'), ...common }),
  v.object({ class_name: v.literal('Add'), ...common }),
  v.object({ class_name: v.literal('Concatenate'), ...common }),
  v.object({
    class_name: v.literal('ZeroPadding2D'),
    ...common,
    /** `[[top, bottom], [left, right]]` in pixels. */
    padding: v.tuple([v.tuple([pixels, pixels]), v.tuple([pixels, pixels])])
  }),
  v.object({
    class_name: v.literal('Resizing'),
    ...common,
    height: count,
    width: count,
    interpolation: v.optional(v.picklist(['bilinear', 'nearest']), 'bilinear')
  }),
  v.object({ class_name: v.literal('Rescaling'), ...common, scale: v.number(), offset: v.optional(v.number(), 0) })
])
/** A layer with every default filled in. */
export type Layer = v.InferOutput<typeof layerSchema>
/** A layer as it may be written: what has a default can be left out. */
export type LayerInput = v.InferInput<typeof layerSchema>
/** Keras’s class name of a layer. */
export type LayerClass = Layer['class_name']

/** A model as data. The last layer is the output; `[batch, classes]`, softmax (or linear scores for a hinge loss). */
export const modelSchema = v.object({
  name: v.string(),
  /** `[height, width, channels]`; values reach the model as float32 in [0, 1] unless a Rescaling layer changes that. */
  input_shape: v.tuple([count, count, count]),
  layers: v.pipe(v.array(layerSchema), v.minLength(1))
})
/** A model as data, with every default filled in. */
export type Model = v.InferOutput<typeof modelSchema>
