import type { Activation, Initializer, Layer } from '../../contract/model.ts'

type Of<C extends Layer['class_name']> = Extract<Layer, { class_name: C }>
interface Common {
  readonly name?: string
  readonly inputs?: string[]
}
interface Weighted extends Common {
  readonly activation?: Activation
  readonly use_bias?: boolean
  readonly kernel_initializer?: Initializer
  readonly kernel_l2?: number
}
interface Windowed extends Common {
  readonly strides?: [number, number]
  readonly padding?: 'valid' | 'same'
}

/** Collects layers with every default filled in and Keras's automatic names (`conv2d`, `conv2d_1`); each method returns the layer's name. */
export function createLayerList() {
  const layers: Layer[] = []
  const used = new Map<string, number>()

  function automaticName(stem: string): string {
    const count = used.get(stem) ?? 0
    used.set(stem, count + 1)
    return count === 0 ? stem : `${stem}_${count}`
  }
  function add(layer: Layer): string {
    layers.push(layer)
    return layer.name
  }
  const common = (stem: string, { name, inputs }: Common) => ({
    name: name ?? automaticName(stem),
    trainable: true,
    ...(inputs && { inputs })
  })
  const weighted = (options: Weighted) => ({
    use_bias: options.use_bias ?? true,
    kernel_initializer: options.kernel_initializer ?? 'glorot_uniform',
    kernel_l2: options.kernel_l2 ?? 0,
    activation: options.activation ?? 'linear'
  })
  const windowed = (options: Windowed) => ({
    padding: options.padding ?? 'valid',
    ...(options.strides && { strides: options.strides })
  })

  return {
    layers,
    conv: (filters: number, size: number, options: Weighted & Windowed = {}) =>
      add({
        class_name: 'Conv2D',
        ...common('conv2d', options),
        filters,
        kernel_size: [size, size],
        ...windowed(options),
        ...weighted(options)
      }),
    dense: (units: number, options: Weighted = {}) =>
      add({ class_name: 'Dense', ...common('dense', options), units, ...weighted(options) }),
    maxPooling: (size = 2, options: Windowed = {}) =>
      add({
        class_name: 'MaxPooling2D',
        ...common('max_pooling2d', options),
        pool_size: [size, size],
        ...windowed(options)
      }),
    averagePooling: (size = 2, options: Windowed = {}) =>
      add({
        class_name: 'AveragePooling2D',
        ...common('average_pooling2d', options),
        pool_size: [size, size],
        ...windowed(options)
      }),
    globalAveragePooling: (options: Common = {}) =>
      add({ class_name: 'GlobalAveragePooling2D', ...common('global_average_pooling2d', options) }),
    batchNormalization: (options: Common & Partial<Pick<Of<'BatchNormalization'>, 'momentum' | 'epsilon'>> = {}) =>
      add({
        class_name: 'BatchNormalization',
        ...common('batch_normalization', options),
        momentum: options.momentum ?? 0.99,
        epsilon: options.epsilon ?? 1e-3,
        center: true,
        scale: true
      }),
    activation: (activation: Activation, options: Common = {}) =>
      add({ class_name: 'Activation', ...common('activation', options), activation }),
    dropout: (rate: number, options: Common = {}) =>
      add({ class_name: 'Dropout', ...common('dropout', options), rate }),
    flatten: (options: Common = {}) => add({ class_name: 'Flatten', ...common('flatten', options) }),
    sum: (inputs: string[], options: Common = {}) =>
      add({ class_name: 'Add', ...common('add', { ...options, inputs }) }),
    concatenate: (inputs: string[], options: Common = {}) =>
      add({ class_name: 'Concatenate', ...common('concatenate', { ...options, inputs }) }),
    resize: (height: number, width: number, options: Common = {}) =>
      add({ class_name: 'Resizing', ...common('resizing', options), height, width, interpolation: 'bilinear' })
  }
}
/** Collects the layers of a model. */
export type LayerList = ReturnType<typeof createLayerList>
