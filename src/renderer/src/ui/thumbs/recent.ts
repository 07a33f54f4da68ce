/** Keeps the `limit` most recently used values; `drop` is told of each that goes. */
export function createRecent<Key, Value>(limit: number, drop: (value: Value) => void) {
  const values = new Map<Key, Value>()

  return {
    has: (key: Key): boolean => values.has(key),
    get(key: Key): Value | undefined {
      const value = values.get(key)
      if (value === undefined) return undefined
      // A Map keeps the order of insertion: the first one is the one longest unused.
      values.delete(key)
      values.set(key, value)
      return value
    },
    set(key: Key, value: Value): void {
      values.delete(key)
      values.set(key, value)
      for (const [oldest, old] of values) {
        if (values.size <= limit) break
        values.delete(oldest)
        drop(old)
      }
    },
    clear(): void {
      for (const value of values.values()) drop(value)
      values.clear()
    }
  }
}
