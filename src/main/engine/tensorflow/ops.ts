import type { Attributes, DType, Shape } from './attributes'
import { attr } from './attributes'
import type { Graph, NodeOptions, Value } from './graph'

// Constructors of the ops that several rules share. Each works out its output's shape; none adds a node it doesn't need.

export const floatType: Attributes = { T: attr.type('float32') }

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

export const float = (g: Graph, value: number): Value =>
  g.constant({ dtype: 'float32', shape: [], data: bytesOf(Float32Array.of(value)) })
export const floats = (g: Graph, values: ArrayLike<number>, shape: readonly number[] = [values.length]): Value =>
  g.constant({ dtype: 'float32', shape, data: bytesOf(Float32Array.from(values)) })
export const int = (g: Graph, value: number): Value =>
  g.constant({ dtype: 'int32', shape: [], data: bytesOf(Int32Array.of(value)) })
export const ints = (g: Graph, values: readonly number[], shape: readonly number[] = [values.length]): Value =>
  g.constant({ dtype: 'int32', shape, data: bytesOf(Int32Array.from(values)) })

/** Shape of two operands broadcast against each other, aligned at the right. */
function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length]
    const right = b[i - rank + b.length]
    if (left === undefined || left === 1) return right ?? (right === null ? null : 1)
    return left ?? null
  })
}

type Comparison = 'Greater' | 'GreaterEqual' | 'Less'
const comparisons: readonly string[] = ['Greater', 'GreaterEqual', 'Less'] satisfies Comparison[]

export type BinaryOp = 'AddV2' | 'Sub' | 'Mul' | 'RealDiv' | 'Maximum' | 'Minimum' | 'Pow' | Comparison

export function binary(g: Graph, op: BinaryOp, a: Value, b: Value, options?: NodeOptions): Value {
  const dtype = comparisons.includes(op) ? 'bool' : a.dtype
  return g.op(op, [a, b], { T: attr.type(a.dtype) }, { shape: broadcastShape(a.shape, b.shape), dtype }, options)
}
export const add = (g: Graph, a: Value, b: Value): Value => binary(g, 'AddV2', a, b)
/** 1 where the comparison holds, else 0. */
export const compare = (g: Graph, op: Comparison, a: Value, b: Value): Value => cast(g, binary(g, op, a, b), 'float32')
export const subtract = (g: Graph, a: Value, b: Value): Value => binary(g, 'Sub', a, b)
export const multiply = (g: Graph, a: Value, b: Value): Value => binary(g, 'Mul', a, b)
export const divide = (g: Graph, a: Value, b: Value): Value => binary(g, 'RealDiv', a, b)
export const scale = (g: Graph, a: Value, by: number): Value => (by === 1 ? a : multiply(g, a, float(g, by)))

export type UnaryOp = 'Relu' | 'Relu6' | 'Sigmoid' | 'Tanh' | 'Softmax' | 'Square' | 'Sqrt' | 'Rsqrt' | 'Neg'
export const unary = (g: Graph, op: UnaryOp, a: Value): Value =>
  g.op(op, [a], { T: attr.type(a.dtype) }, { shape: a.shape, dtype: a.dtype })

export const identity = (g: Graph, a: Value, options?: NodeOptions): Value =>
  g.op('Identity', [a], { T: attr.type(a.dtype) }, { shape: a.shape, dtype: a.dtype }, options)

export const cast = (g: Graph, a: Value, to: DType): Value =>
  a.dtype === to
    ? a
    : g.op('Cast', [a], { SrcT: attr.type(a.dtype), DstT: attr.type(to) }, { shape: a.shape, dtype: to })

/** Sum of equally shaped values. */
export function addAll(g: Graph, values: readonly Value[]): Value {
  const [first] = values
  if (!first) throw new Error('a sum of nothing')
  if (values.length === 1) return first
  return g.op('AddN', values, { N: attr.int(values.length), T: attr.type(first.dtype) }, { shape: first.shape })
}

/** The shape as a vector of int32: a constant where it is known, else read when the graph runs. */
export function shapeOf(g: Graph, a: Value): Value {
  const known = a.shape.filter(size => size !== null)
  if (known.length === a.shape.length) return ints(g, known)
  const attributes = { T: attr.type(a.dtype), out_type: attr.type('int32') }
  return g.op('Shape', [a], attributes, { shape: [a.shape.length], dtype: 'int32' })
}

const reshapeTo = (g: Graph, a: Value, sizes: Value, shape: Shape): Value =>
  g.op('Reshape', [a, sizes], { T: attr.type(a.dtype), Tshape: attr.type('int32') }, { shape, dtype: a.dtype })
/** `shape` may leave one dimension open. */
export const reshape = (g: Graph, a: Value, shape: Shape): Value =>
  reshapeTo(
    g,
    a,
    ints(
      g,
      shape.map(size => size ?? -1)
    ),
    shape
  )
export const reshapeLike = (g: Graph, a: Value, like: Value): Value => reshapeTo(g, a, shapeOf(g, like), like.shape)

export function reduce(g: Graph, op: 'Sum' | 'Mean' | 'Max', a: Value, axes: readonly number[], keep = false): Value {
  const shape = keep
    ? a.shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : a.shape.filter((_, i) => !axes.includes(i))
  const attributes = { T: attr.type(a.dtype), Tidx: attr.type('int32'), keep_dims: attr.bool(keep) }
  return g.op(op, [a, ints(g, axes)], attributes, { shape, dtype: a.dtype })
}

/** Number of elements along `axes`, as a float scalar; a constant where the shape is known. */
export function countAlong(g: Graph, a: Value, axes: readonly number[]): Value {
  const known = axes.map(axis => a.shape[axis] ?? null)
  const product = known.reduce<number>((sum, size) => sum * (size ?? 1), 1)
  const open = axes.filter(axis => a.shape[axis] === null)
  const [axis] = open
  if (axis === undefined) return float(g, product)
  if (open.length > 1) throw new Error('only the batch may be of unknown size')
  const attributes = { Tparams: attr.type('int32'), Tindices: attr.type('int32'), Taxis: attr.type('int32') }
  const size = g.op('GatherV2', [shapeOf(g, a), int(g, axis), int(g, 0)], attributes, { shape: [], dtype: 'int32' })
  return scale(g, cast(g, size, 'float32'), product)
}

export const broadcastTo = (g: Graph, a: Value, like: Value): Value =>
  g.op('BroadcastTo', [a, shapeOf(g, like)], { ...floatType, Tidx: attr.type('int32') }, { shape: like.shape })

export function concat(g: Graph, values: readonly Value[], axis: number): Value {
  const [first] = values
  if (!first) throw new Error('a concatenation of nothing')
  const size = values.reduce<number | null>((sum, { shape }) => {
    const part = shape[axis] ?? null
    return sum === null || part === null ? null : sum + part
  }, 0)
  const shape = first.shape.map((old, i) => (i === axis ? size : old))
  const attributes = { N: attr.int(values.length), T: attr.type(first.dtype), Tidx: attr.type('int32') }
  return g.op('ConcatV2', [...values, int(g, axis)], attributes, { shape, dtype: first.dtype })
}

/** Splits the last axis into parts of the given sizes. */
export function split(g: Graph, a: Value, sizes: readonly number[]): readonly Value[] {
  const axis = a.shape.length - 1
  const shapes = sizes.map(size => ({ shape: [...a.shape.slice(0, -1), size], dtype: a.dtype }))
  const attributes = { T: attr.type(a.dtype), Tlen: attr.type('int32'), num_split: attr.int(sizes.length) }
  return g.node('SplitV', [a, ints(g, sizes), int(g, axis)], attributes, shapes).outputs
}

export function matmul(g: Graph, a: Value, b: Value, transposeA = false, transposeB = false): Value {
  const shape = [a.shape[transposeA ? 1 : 0] ?? null, b.shape[transposeB ? 0 : 1] ?? null]
  const attributes = { ...floatType, transpose_a: attr.bool(transposeA), transpose_b: attr.bool(transposeB) }
  return g.op('MatMul', [a, b], attributes, { shape })
}

/** One-hot rows of class indices, float32 `[batch, classes]`. */
export const oneHot = (g: Graph, classes: Value, depth: number, on = 1, off = 0): Value =>
  g.op(
    'OneHot',
    [classes, int(g, depth), float(g, on), float(g, off)],
    { ...floatType, TI: attr.type(classes.dtype), axis: attr.int(-1) },
    { shape: [...classes.shape, depth] }
  )

/** Index of the greatest value along the last axis of a matrix, int32; the first of equals. */
export const argMax = (g: Graph, a: Value): Value =>
  g.op(
    'ArgMax',
    [a, int(g, 1)],
    { T: attr.type(a.dtype), Tidx: attr.type('int32'), output_type: attr.type('int32') },
    { shape: [a.shape[0] ?? null], dtype: 'int32' }
  )

/** Bytes as floats in [0, 1]. */
export const scaledBytes = (g: Graph, bytes: Value, name: string): Value =>
  binary(g, 'Mul', cast(g, bytes, 'float32'), float(g, 1 / 255), { name })
