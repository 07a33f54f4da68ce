/** State of xoshiro128**: four words, not all zero. It is advanced in place. */
export type XoshiroState = Uint32Array

/** Next 32 bits of xoshiro128** 1.1 (Blackman and Vigna 2018, https://prng.di.unimi.it), period 2^128 − 1. */
export function nextUint32(state: XoshiroState): number {
  const s0 = state[0] ?? 0
  const s1 = state[1] ?? 0
  const s2 = state[2] ?? 0
  const s3 = state[3] ?? 0
  const product = Math.imul(s1, 5)
  const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
  const mixed2 = s2 ^ s0
  const mixed3 = s3 ^ s1
  state[0] = s0 ^ mixed3
  state[1] = s1 ^ mixed2
  state[2] = mixed2 ^ (s1 << 9)
  state[3] = (mixed3 << 11) | (mixed3 >>> 21)
  return result
}
