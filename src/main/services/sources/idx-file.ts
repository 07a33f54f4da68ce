import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { VitrineError } from '@shared/contract/errors'
import { explaining } from '../../files/file-system'

/** An array of unsigned bytes in the IDX format (http://yann.lecun.com/exdb/mnist, “file formats”). */
export interface IdxArray {
  /** `[count, height, width]` for images, `[count]` for labels. */
  readonly shape: readonly number[]
  readonly values: Uint8Array
}

const unzip = promisify(gunzip)
/** Bytes after unpacking: a small .gz must not fill the memory. */
const maxBytes = 2 ** 31 - 1
const unsignedBytes = 0x08

/** Reads `….idx3-ubyte` or `.gz`. Errors: CORRUPT, UNSUPPORTED, NOT_FOUND, NO_PERMISSION, TOO_LARGE. */
export async function readIdx(path: string): Promise<IdxArray> {
  const stored = await explaining(path, () => readFile(path))
  return parseIdx(stored[0] === 0x1f && stored[1] === 0x8b ? await unpack(stored, path) : stored, basename(path))
}

async function unpack(bytes: Uint8Array, path: string): Promise<Buffer> {
  try {
    return await unzip(bytes, { maxOutputLength: maxBytes })
  } catch (cause) {
    const tooLarge = cause instanceof RangeError
    throw tooLarge
      ? new VitrineError('TOO_LARGE', `${basename(path)} unpacks to more than 2 GB.`, { path }, { cause })
      : new VitrineError(
          'CORRUPT',
          `${basename(path)} is damaged: it can’t be unpacked. Get it again.`,
          { path },
          { cause }
        )
  }
}

function parseIdx(bytes: Buffer, name: string): IdxArray {
  const dimensions = bytes[3] ?? 0
  if (bytes.length < 8 || bytes.readUInt16BE(0) !== 0 || dimensions < 1 || dimensions > 4) {
    throw new VitrineError('CORRUPT', `${name} is not an IDX file: its first bytes are wrong.`, { name })
  }
  if (bytes[2] !== unsignedBytes) {
    throw new VitrineError('UNSUPPORTED', `${name} holds numbers of another type than unsigned bytes.`, { name })
  }
  const start = 4 + 4 * dimensions
  if (bytes.length < start) throw new VitrineError('CORRUPT', `${name} ends within its header.`, { name })
  const shape = Array.from({ length: dimensions }, (_, index) => bytes.readUInt32BE(4 + 4 * index))
  const size = shape.reduce((product, length) => product * length, 1)
  if (bytes.length - start !== size) {
    const message = `${name} is damaged: it should hold ${shape.join(' × ')} bytes and holds ${bytes.length - start}.`
    throw new VitrineError('CORRUPT', message, { name, shape })
  }
  return { shape, values: bytes.subarray(start) }
}
