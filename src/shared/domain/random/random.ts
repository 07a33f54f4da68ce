import { murmur3 } from './hash'
import { exactLog } from './logarithm'
import { nextUint32 } from './xoshiro'

/** A seeded source of random numbers: the same seed and path give the same numbers on every machine. */
export interface Random {
  /** Integer in [0, 2^32). */
  uint32(): number
  /** Number in [low, high), with 53 random bits; [0, 1) without arguments. */
  uniform(low?: number, high?: number): number
  /** Integer in [0, below), without bias. Throws a RangeError unless `below` is an integer in [1, 2^32]. */
  integer(below: number): number
  /** Normally distributed number; mean 0 and standard deviation 1 without arguments. */
  normal(mean?: number, deviation?: number): number
  /** Shuffles in place (Fisher and Yates) and returns its argument. */
  shuffle<T extends Shuffled>(items: T): T
  /** A stream of its own for one part of a work; it depends on the path only, not on what was drawn before. */
  split(...path: readonly (string | number)[]): Random
}

/** What can be shuffled in place: an array or a typed array of numbers. */
export type Shuffled = unknown[] | Int32Array | Uint32Array | Float32Array | Float64Array | Uint8Array

// Four independent hashes of one key fill the 128 bits of state, so that streams don't collide as 32-bit seeds would.
const WORD_SEEDS = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x8aed2a6b] as const
const TWO_32 = 0x100000000

/**
 * Generator xoshiro128** seeded by (seed, path), for instance `createRandom(42, 'augment', step, index)`.
 * Throws a RangeError when the seed is not a safe integer.
 */
export function createRandom(seed: number, ...path: readonly (string | number)[]): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed is a whole number, not ${seed}.`)
  const key = JSON.stringify([seed, ...path])
  const state = Uint32Array.from(WORD_SEEDS, word => murmur3(key, word))
  if (state.every(word => word === 0)) state[0] = 1
  let spare: number | null = null

  function uint32(): number {
    return nextUint32(state)
  }

  function unit(): number {
    const high = uint32() >>> 5
    const low = uint32() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }

  function integer(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > TWO_32) {
      throw new RangeError(`An upper bound is a whole number from 1 to 2^32, not ${below}.`)
    }
    // Draws from the incomplete last run of `below` numbers are rejected: they would favour small results.
    const limit = TWO_32 - (TWO_32 % below)
    let draw = uint32()
    while (draw >= limit) draw = uint32()
    return draw % below
  }

  /** Marsaglia's polar method; it yields two numbers, the second of which is kept. */
  function standardNormal(): number {
    if (spare !== null) {
      const kept = spare
      spare = null
      return kept
    }
    for (;;) {
      const x = 2 * unit() - 1
      const y = 2 * unit() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const factor = Math.sqrt((-2 * exactLog(square)) / square)
      spare = y * factor
      return x * factor
    }
  }

  return {
    uint32,
    uniform: (low = 0, high = 1) => low + (high - low) * unit(),
    integer,
    normal: (mean = 0, deviation = 1) => mean + deviation * standardNormal(),
    shuffle(items) {
      // One view for arrays and typed arrays: elements only change places, so their type stays what it was.
      const slots: { [index: number]: unknown } = items
      for (let last = items.length - 1; last > 0; last--) {
        const other = integer(last + 1)
        const moved = slots[last]
        slots[last] = slots[other]
        slots[other] = moved
      }
      return items
    },
    split: (...more) => createRandom(seed, ...path, ...more)
  }
}

/** The integers 0 … count − 1 in random order. */
export function permutation(random: Random, count: number): Int32Array {
  return random.shuffle(Int32Array.from({ length: count }, (_, index) => index))
}
