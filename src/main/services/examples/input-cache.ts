import type { ObjectStore } from '../../files/objects'

/** Bytes of model inputs that stay in memory: 80,000 of 28 × 28, or 400 of 224 × 224 in colour. */
const limit = 64_000_000

export interface InputCache {
  /** The input under this key, made when it is not there; made once for all who ask meanwhile. */
  of(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array>
}

const caches = new WeakMap<ObjectStore, InputCache>()

/** Several models on one recipe decode and prepare a picture once. */
export function inputCacheOf(objects: ObjectStore): InputCache {
  let cache = caches.get(objects)
  if (!cache) caches.set(objects, (cache = createInputCache()))
  return cache
}

function createInputCache(): InputCache {
  const made = new Map<string, Promise<Uint8Array>>()
  let size = 0

  async function add(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      const input = await make()
      size += input.length
      return input
    } catch (error) {
      made.delete(key)
      throw error
    }
  }

  async function trim(): Promise<void> {
    for (const [key, input] of made) {
      if (size <= limit) return
      made.delete(key)
      size -= (await input.catch(() => null))?.length ?? 0
    }
  }

  return {
    async of(key, make) {
      let input = made.get(key)
      if (!input) made.set(key, (input = add(key, make)))
      const result = await input
      if (size > limit) await trim()
      return result
    }
  }
}
