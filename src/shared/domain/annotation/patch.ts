import { isRecord, type JsonRecord } from '../json/json-value'

/** The fields of a foreign object that a writer doesn't write itself: they survive unchanged. */
export function unknownFields(original: unknown, known: ReadonlySet<string>): JsonRecord {
  if (!isRecord(original)) return {}
  return Object.fromEntries(Object.entries(original).filter(([key]) => !known.has(key)))
}

/** A copy of a foreign object with some fields replaced, or removed where the new value is undefined. */
export function patched(original: JsonRecord, changes: ReadonlyMap<string, unknown>): JsonRecord {
  const kept = Object.entries(original).flatMap(([key, value]): [string, unknown][] => {
    if (!changes.has(key)) return [[key, value]]
    const change = changes.get(key)
    return change === undefined ? [] : [[key, change]]
  })
  const added = [...changes].filter(([key, value]) => value !== undefined && !Object.hasOwn(original, key))
  return Object.fromEntries([...kept, ...added])
}

/** Whether two values of our own model are the same; key order matters, which our readers keep. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** A list written as IIIF prefers it: one entry alone, several as an array, none as undefined. */
export function oneOrMany(values: readonly unknown[], keepArray: boolean): unknown {
  if (values.length === 0) return undefined
  return values.length === 1 && !keepArray ? values[0] : values
}
