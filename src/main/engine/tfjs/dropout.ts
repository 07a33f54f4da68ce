import { createRandom } from '@shared/domain/random/random'

/** Mask of one dropout layer for one step: 0 or 1 / (1 − rate); a pure function of (seed, layer, step). */
export function dropoutMask(size: number, rate: number, seed: number, layer: string, step: number): Float32Array {
  const random = createRandom(seed, 'dropout', layer, step)
  const threshold = rate * 0x100000000
  const kept = 1 / (1 - rate)
  const mask = new Float32Array(size)
  for (let i = 0; i < size; i++) mask[i] = random.uint32() >= threshold ? kept : 0
  return mask
}
