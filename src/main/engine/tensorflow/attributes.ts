/** TensorFlow's DataType numbers (tensorflow/core/framework/types.proto), those that our graphs use. */
export const dtypes = { float32: 1, int32: 3, uint8: 4, int64: 9, bool: 10, resource: 20 } as const
export type DType = keyof typeof dtypes

/** `null` is a dimension known only when the graph runs, in our graphs always the batch. */
export type Shape = readonly (number | null)[]

export interface ConstantValue {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Little-endian elements. */
  readonly data: Uint8Array
}

/** One attribute of a graph node; an absent shape is one of unknown rank. */
export type Attribute =
  | { readonly kind: 'type'; readonly value: DType }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly value: Shape | null }
  | { readonly kind: 'tensor'; readonly value: ConstantValue }

export type Attributes = Readonly<Record<string, Attribute>>

export const attr = {
  type: (value: DType): Attribute => ({ kind: 'type', value }),
  int: (value: number): Attribute => ({ kind: 'int', value }),
  ints: (...value: number[]): Attribute => ({ kind: 'ints', value }),
  float: (value: number): Attribute => ({ kind: 'float', value }),
  bool: (value: boolean): Attribute => ({ kind: 'bool', value }),
  string: (value: string): Attribute => ({ kind: 'string', value }),
  shape: (value: Shape | null): Attribute => ({ kind: 'shape', value }),
  tensor: (value: ConstantValue): Attribute => ({ kind: 'tensor', value })
}
