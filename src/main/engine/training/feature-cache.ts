import { createHash } from 'node:crypto'

/** Activations of one frozen base, by the pixels that they were computed from. */
export interface KnownFeatures {
  get(pixels: Uint8Array | Float32Array): Float32Array | undefined
  add(pixels: Uint8Array | Float32Array, features: Float32Array): void
}

export interface FeatureCache {
  /** Those of a base, told by everything that its activations depend on but the pixels. */
  of(base: string): KnownFeatures
}

/** Bytes that are kept: 50,000 pictures of 1,280 values. The folds of a cross-validation share nearly all of theirs. */
const LIMIT = 256_000_000

/** Keeps activations while the engine's process lives; all go at once when there are too many. */
export function createFeatureCache(limit = LIMIT): FeatureCache {
  const known = new Map<string, Float32Array>()
  let bytes = 0
  return {
    of(base) {
      const prefix = createHash('sha256').update(base).digest()
      const keyOf = (pixels: Uint8Array | Float32Array): string =>
        createHash('sha256')
          .update(prefix)
          .update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength))
          .digest('base64')
      return {
        get: pixels => known.get(keyOf(pixels)),
        add(pixels, features) {
          if (bytes + features.byteLength > limit) {
            known.clear()
            bytes = 0
          }
          known.set(keyOf(pixels), features)
          bytes += features.byteLength
        }
      }
    }
  }
}
