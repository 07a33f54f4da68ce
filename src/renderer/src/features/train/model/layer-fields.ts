import * as v from 'valibot'
import {
  activationSchema,
  initializerSchema,
  layerSchema,
  type Layer,
  type LayerClass,
  type LayerInput
} from '@shared/contract/model'

/** How a setting is edited; `name` is Keras's. */
export type LayerField =
  | { readonly kind: 'count'; readonly name: string }
  /** Two equal or different counts, written `3` or `3×2`. */
  | { readonly kind: 'pair'; readonly name: string; readonly optional?: boolean }
  /** Rows and columns of zeros around the picture, written `1`, `1×2` or `1, 1, 2, 2`. */
  | { readonly kind: 'padding'; readonly name: string }
  | {
      readonly kind: 'number'
      readonly name: string
      readonly min: number
      readonly max: number
      readonly step: number
    }
  | { readonly kind: 'choice'; readonly name: string; readonly options: readonly string[] }
  | { readonly kind: 'switch'; readonly name: string }

const weighted: readonly LayerField[] = [
  { kind: 'choice', name: 'activation', options: activationSchema.options },
  { kind: 'choice', name: 'kernel_initializer', options: initializerSchema.options },
  { kind: 'number', name: 'kernel_l2', min: 0, max: 1, step: 0.0001 },
  { kind: 'switch', name: 'use_bias' }
]
const sliding: readonly LayerField[] = [
  { kind: 'pair', name: 'strides', optional: true },
  { kind: 'choice', name: 'padding', options: ['valid', 'same'] }
]
const pooling: readonly LayerField[] = [{ kind: 'pair', name: 'pool_size' }, ...sliding]

/** Settings of every layer class beside its name, inputs and `trainable`. */
export const layerFields: Readonly<Record<LayerClass, readonly LayerField[]>> = {
  Conv2D: [{ kind: 'count', name: 'filters' }, { kind: 'pair', name: 'kernel_size' }, ...sliding, ...weighted],
  DepthwiseConv2D: [{ kind: 'pair', name: 'kernel_size' }, ...sliding, ...weighted],
  Dense: [{ kind: 'count', name: 'units' }, ...weighted],
  MaxPooling2D: pooling,
  AveragePooling2D: pooling,
  GlobalAveragePooling2D: [],
  BatchNormalization: [
    { kind: 'number', name: 'momentum', min: 0, max: 1, step: 0.01 },
    { kind: 'number', name: 'epsilon', min: 0, max: 1, step: 0.001 },
    { kind: 'switch', name: 'center' },
    { kind: 'switch', name: 'scale' }
  ],
  Activation: [{ kind: 'choice', name: 'activation', options: activationSchema.options }],
  Dropout: [{ kind: 'number', name: 'rate', min: 0, max: 0.999, step: 0.05 }],
  Flatten: [],
  Add: [],
  Concatenate: [],
  ZeroPadding2D: [{ kind: 'padding', name: 'padding' }],
  Resizing: [
    { kind: 'count', name: 'height' },
    { kind: 'count', name: 'width' },
    { kind: 'choice', name: 'interpolation', options: ['bilinear', 'nearest'] }
  ],
  Rescaling: [
    { kind: 'number', name: 'scale', min: -1000, max: 1000, step: 0.1 },
    { kind: 'number', name: 'offset', min: -1000, max: 1000, step: 0.1 }
  ]
}
// Object.keys widens the names to string; the record above is the closed set of them.
export const layerClasses = Object.keys(layerFields) as LayerClass[]

/** What Keras requires, with values to start from. */
const required: { readonly [C in LayerClass]: Omit<Extract<LayerInput, { class_name: C }>, 'name' | 'class_name'> } = {
  Conv2D: { filters: 32, kernel_size: [3, 3], activation: 'relu' },
  DepthwiseConv2D: { kernel_size: [3, 3] },
  Dense: { units: 128, activation: 'relu' },
  MaxPooling2D: { pool_size: [2, 2] },
  AveragePooling2D: { pool_size: [2, 2] },
  GlobalAveragePooling2D: {},
  BatchNormalization: {},
  Activation: { activation: 'relu' },
  Dropout: { rate: 0.5 },
  Flatten: {},
  Add: {},
  Concatenate: {},
  ZeroPadding2D: {
    padding: [
      [1, 1],
      [1, 1]
    ]
  },
  Resizing: { height: 32, width: 32 },
  Rescaling: { scale: 1 }
}

/** `MaxPooling2D` → `max_pooling2d`, as Keras names layers. */
const stemOf = (className: string): string => className.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()

/** A layer of that class with Keras's defaults and a name that is free. */
export function newLayer(className: LayerClass, taken: ReadonlySet<string>): Layer {
  const stem = stemOf(className)
  let name = stem
  for (let number = 1; taken.has(name); number++) name = `${stem}_${number}`
  return v.parse(layerSchema, { class_name: className, name, ...required[className] })
}

/** The layer with one setting changed, or the reason why that can't be. */
export function changeLayer(
  layer: Layer,
  change: Readonly<Record<string, unknown>>
): Layer | { readonly reason: string } {
  const parsed = v.safeParse(layerSchema, { ...layer, ...change })
  return parsed.success ? parsed.output : { reason: parsed.issues[0].message }
}

/** `3×2` or `3` as a pair, null when it is neither. */
export function readPair(text: string): [number, number] | null {
  const parts = /^\s*(\d+)(?:\s*[×x,]\s*(\d+))?\s*$/.exec(text)
  return parts ? [Number(parts[1]), Number(parts[2] ?? parts[1])] : null
}

type Padding = Extract<Layer, { class_name: 'ZeroPadding2D' }>['padding']

/** Keras's three forms: one number for all sides, `height×width`, or `top, bottom, left, right`; null when it is none. */
export function readPadding(text: string): Padding | null {
  const symmetric = readPair(text)
  if (symmetric) {
    const [height, width] = symmetric
    return [
      [height, height],
      [width, width]
    ]
  }
  const sides = /^\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*$/.exec(text)
  if (!sides) return null
  const [top, bottom, left, right] = sides.slice(1).map(Number)
  return [
    [top ?? 0, bottom ?? 0],
    [left ?? 0, right ?? 0]
  ]
}

/** The shortest of the three forms that says it. */
export function showPadding([[top, bottom], [left, right]]: Padding): string {
  if (top !== bottom || left !== right) return [top, bottom, left, right].join(', ')
  return top === left ? String(top) : `${top}×${left}`
}
