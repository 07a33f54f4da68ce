/** A named float32 array in C order. */
export interface SafeTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Tensors in the order of the file, and what its header says beside them. */
export interface SafetensorsFile {
  readonly tensors: readonly SafeTensor[]
  /** Free text by key, kept in the header. */
  readonly metadata: Readonly<Record<string, string>>
}

// A header is names and shapes: what is longer than this is no header.
const LONGEST_HEADER = 100_000_000

/** Encodes float32 tensors in the safetensors format (https://github.com/huggingface/safetensors), which Python reads as it is. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  // The data starts at a multiple of eight bytes, so that it can be mapped.
  const headerLength = Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(8 + headerLength + offset)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  file.fill(0x20, 8, 8 + headerLength)
  file.set(text, 8)
  let at = 8 + headerLength
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return file
}

/** Decodes a safetensors file of float32 or float16 tensors, both as float32. Throws a RangeError that says what is wrong with the bytes. */
export function decodeSafetensors(file: Uint8Array): SafetensorsFile {
  if (file.length < 8) throw new RangeError('it ends before its header')
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const headerLength = Number(view.getBigUint64(0, true))
  if (headerLength > LONGEST_HEADER || 8 + headerLength > file.length) throw new RangeError('its header is cut off')
  const header = parseHeader(file.subarray(8, 8 + headerLength))
  const data = file.subarray(8 + headerLength)
  let metadata: Record<string, string> = {}
  const tensors: SafeTensor[] = []
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = textEntries(entry)
    else tensors.push(decodeTensor(name, entry, data))
  }
  return { tensors, metadata }
}

function parseHeader(bytes: Uint8Array): object {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof header === 'object' && header !== null) return header
  } catch {
    // Falls through to the one message: broken text and broken JSON are the same to a reader.
  }
  throw new RangeError('its header is not readable')
}

function textEntries(entry: unknown): Record<string, string> {
  if (typeof entry !== 'object' || entry === null) return {}
  return Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, String(value)]))
}

function decodeTensor(name: string, entry: unknown, data: Uint8Array): SafeTensor {
  const { dtype, shape, data_offsets: offsets } = fields(entry)
  if (dtype !== 'F32' && dtype !== 'F16') {
    throw new RangeError(`tensor "${name}" is ${String(dtype)}, and only F32 and F16 are read`)
  }
  if (!isSizes(shape) || !isSizes(offsets)) throw new RangeError(`tensor "${name}" has no valid shape`)
  const [start = 0, end = 0] = offsets
  const size = (dtype === 'F32' ? 4 : 2) * shape.reduce((product, length) => product * length, 1)
  if (end - start !== size || end > data.length) throw new RangeError(`tensor "${name}" is cut off`)
  // A copy, since values need not lie at a multiple of four bytes in the file; not slice(), which Buffer makes a view.
  const { buffer } = new Uint8Array(data.subarray(start, end))
  const values = dtype === 'F32' ? new Float32Array(buffer) : Float32Array.from(new Uint16Array(buffer), floatOfHalf)
  return { name, shape, data: values }
}

/** Value of the 16 bits of an IEEE 754 half-precision number. */
function floatOfHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function fields(entry: unknown): Record<string, unknown> {
  return typeof entry === 'object' && entry !== null ? { ...entry } : {}
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(size => Number.isInteger(size) && size >= 0)
}
