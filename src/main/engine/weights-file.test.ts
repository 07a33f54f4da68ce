import { describe, expect, it } from 'vitest'
import { decodeWeights, weightsBytes } from './weights-file'

describe('a file of weights', () => {
  const bytes = weightsBytes([{ name: 'dense/kernel', shape: [2], data: Float32Array.of(1, 2) }])
  const damaged = { code: 'CORRUPT', message: expect.stringMatching(/^The weights in best are damaged/) }

  it('comes back as it was', () => {
    expect(decodeWeights(bytes, 'best').tensors).toMatchObject([{ name: 'dense/kernel', shape: [2] }])
  })

  it('that lost its end, or a bit of a value, is told by name', () => {
    expect(() => decodeWeights(bytes.subarray(0, bytes.length - 1), 'best')).toThrow(expect.objectContaining(damaged))
    const flipped = Uint8Array.from(bytes, (byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte))
    expect(() => decodeWeights(flipped, 'best')).toThrow(expect.objectContaining(damaged))
  })
})
