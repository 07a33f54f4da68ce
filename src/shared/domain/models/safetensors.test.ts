import { describe, expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

const file = {
  tensors: [
    { name: 'a/kernel', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, 7) },
    { name: 'b', shape: [0], data: new Float32Array() },
    { name: 'c', shape: [], data: Float32Array.of(Math.fround(0.1)) }
  ],
  metadata: { epoch: '3' }
}

describe('safetensors', () => {
  test('what is written is read, also from the middle of a buffer', () => {
    const bytes = encodeSafetensors(file)
    expect(decodeSafetensors(bytes)).toEqual(file)
    const shifted = Buffer.concat([Buffer.from('xyz'), bytes]).subarray(3)
    expect(decodeSafetensors(shifted)).toEqual(file)
  })

  test('half-precision numbers are read as what they are', () => {
    const header = '{"a":{"dtype":"F16","shape":[6],"data_offsets":[0,12]}}  '
    // IEEE 754: one, −2, the largest, the smallest subnormal, 1/3 rounded, infinity.
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00)
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    const bytes = Buffer.concat([length, Buffer.from(header), Buffer.from(bits.buffer)])
    const { tensors } = decodeSafetensors(bytes)
    expect([...(tensors[0]?.data ?? [])]).toEqual([1, -2, 65504, 2 ** -24, 0.333251953125, Infinity])
  })

  test('every cut is noticed', () => {
    const bytes = encodeSafetensors(file)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow(RangeError)
    }
  })

  test.each([
    ['text for a header', '{"a":', /not readable/],
    ['another type', '{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', /I64/],
    ['offsets beyond the end', '{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}', /cut off/],
    ['a size that is not the shape’s', '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', /cut off/],
    ['a shape that is none', '{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', /no valid shape/]
  ])('%s is refused', (_, header, message) => {
    const text = new TextEncoder().encode(header)
    const bytes = new Uint8Array(8 + text.length + 4)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
    bytes.set(text, 8)
    expect(() => decodeSafetensors(bytes)).toThrow(message)
  })
})
