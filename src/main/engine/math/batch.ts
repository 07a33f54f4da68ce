import type { Examples } from '../backend'

/** Rows of the examples as float32, bytes scaled to [0, 1]. */
export function gatherRows(x: Examples['x'], indices: ArrayLike<number>, rowSize: number): Float32Array {
  const batch = new Float32Array(indices.length * rowSize)
  const scale = x instanceof Uint8Array ? 1 / 255 : 1
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] ?? 0) * rowSize
    const to = row * rowSize
    for (let i = 0; i < rowSize; i++) batch[to + i] = (x[from + i] ?? 0) * scale
  }
  return batch
}

/** Rows `[start, end)` as float32, bytes scaled to [0, 1]. */
export function sliceRows(x: Examples['x'], start: number, end: number, rowSize: number): Float32Array {
  const part = x.subarray(start * rowSize, end * rowSize)
  return part instanceof Float32Array ? part : Float32Array.from(part, value => value / 255)
}

/** Entries of `values` at `indices`. */
export function pick<T extends Int32Array | Float32Array>(values: T, indices: Int32Array): T {
  // Both kinds build an array of their own kind; the type system sees only their union.
  const picked = (values instanceof Int32Array ? new Int32Array(indices.length) : new Float32Array(indices.length)) as T
  indices.forEach((from, to) => (picked[to] = values[from] ?? 0))
  return picked
}
