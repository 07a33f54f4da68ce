import { dirname, basename } from 'node:path'
import type { Packed, Selection } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import { sizeOf } from '@shared/domain/models/weights'
import type { FileSystem } from '../files/file-system'
import { createObjectStore, hashBytes, type ObjectStore } from '../files/objects'

/** What arrays are read from. */
export type ObjectReader = Pick<ObjectStore, 'read'>

/** The object store whose folder is `objects`, an absolute path that ends in `objects`. */
export function openObjects(objects: string, fileSystem?: FileSystem): ObjectStore {
  if (basename(objects) !== 'objects') {
    throw new VitrineError('INVALID_INPUT', `${objects} is not the objects folder of a project.`)
  }
  return createObjectStore(dirname(objects), fileSystem)
}

/** Reads only what is as it was stored. Throws CORRUPT for a damaged object, whose images would be learned unnoticed. */
export function readingSound(store: ObjectReader): ObjectReader {
  return {
    async read(hash) {
      const bytes = await store.read(hash)
      if (hashBytes(bytes) === hash) return bytes
      throw new VitrineError(
        'CORRUPT',
        `Object ${hash.slice(0, 12)} of the dataset is damaged. Check the project (in the settings, or “vitrine verify”), and freeze the dataset again.`,
        { object: hash }
      )
    }
  }
}

/** All rows of a packed array. Throws CORRUPT when the object's size is not what its shape says. */
export async function readPacked(
  store: ObjectReader,
  { object, dtype, shape }: Packed
): Promise<Uint8Array | Float32Array> {
  const bytes = await store.read(object)
  const values = dtype === 'uint8' ? bytes : floats(bytes)
  if (values.length !== sizeOf(shape)) {
    throw new VitrineError(
      'CORRUPT',
      `The examples should be [${shape.join(', ')}] values, and there are ${values.length}. Freeze the dataset again.`,
      { object }
    )
  }
  return dtype === 'uint8' ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : values
}

export async function readInts(store: ObjectReader, hash: string): Promise<Int32Array> {
  return new Int32Array(aligned(await store.read(hash)))
}

export async function readFloats(store: ObjectReader, hash: string): Promise<Float32Array> {
  return floats(await store.read(hash))
}

function floats(bytes: Buffer): Float32Array {
  return new Float32Array(aligned(bytes))
}

/** A buffer of its own: small files share one, at any offset. */
function aligned(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length - (bytes.length % 4))
  new Uint8Array(copy).set(bytes.subarray(0, copy.byteLength))
  return copy
}

/** Row numbers of a selection, each below `count`. Throws INVALID_INPUT for one that is not. */
export async function selectRows(store: ObjectReader, selection: Selection, count: number): Promise<Int32Array> {
  const rows =
    selection.kind === 'range'
      ? Int32Array.from({ length: Math.max(0, selection.end - selection.start) }, (_, at) => selection.start + at)
      : await readInts(store, selection.object)
  const wrong = rows.find(row => row < 0 || row >= count)
  if (wrong === undefined) return rows
  throw new VitrineError(
    'INVALID_INPUT',
    `Row ${wrong} is asked for, and the dataset has ${count} rows. Freeze it again.`
  )
}

/** The chosen rows of `values`, `rowSize` values each; without copying when they lie together. */
export function takeRows<T extends Uint8Array | Float32Array>(values: T, rows: Int32Array, rowSize: number): T {
  const first = rows[0] ?? 0
  // subarray and the constructors give the kind of array they are called on; the type system sees only their union.
  if (rows.every((row, at) => row === first + at))
    return values.subarray(first * rowSize, (first + rows.length) * rowSize) as T
  const taken = (
    values instanceof Uint8Array ? new Uint8Array(rows.length * rowSize) : new Float32Array(rows.length * rowSize)
  ) as T
  rows.forEach((row, at) => taken.set(values.subarray(row * rowSize, (row + 1) * rowSize), at * rowSize))
  return taken
}
