/** Settings by Keras's dotted names (`optimizer.learning_rate`), as text; lists of layers are read by their names. */
export function flattenSettings(value: unknown, path: string, into = new Map<string, string>()): Map<string, string> {
  const isBranch = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  if (!isBranch) return into.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  // By name, so that one layer more in front doesn't shift the others.
  for (const [key, part] of Object.entries(value)) {
    const named = typeof part === 'object' && part !== null && 'class_name' in part ? String(part.class_name) : key
    flattenSettings(part, path === '' ? named : `${path}.${named}`, into)
  }
  return into
}
