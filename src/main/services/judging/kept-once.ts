/** The value that is kept for a key, else loaded once for all who ask meanwhile; what fails is asked for again. */
export function keptOnce<K, V>(kept: Map<K, Promise<V>>, key: K, load: () => Promise<V>): Promise<V> {
  const known = kept.get(key) ?? load()
  kept.set(key, known)
  known.catch(() => kept.delete(key))
  return known
}
