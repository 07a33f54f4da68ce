/** Values by key: a Map, or a WeakMap where they go with their keys. */
interface Kept<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): unknown
  delete(key: K): unknown
}

/** The value that is kept for a key, else loaded once for all who ask meanwhile; what fails is asked for again. */
export function keptOnce<K, V>(kept: Kept<K, Promise<V>>, key: K, load: () => Promise<V>): Promise<V> {
  const known = kept.get(key)
  if (known) return known
  const loading = load()
  kept.set(key, loading)
  loading.catch(() => kept.delete(key))
  return loading
}
