import { isRecord, pointer } from './json-value'

/**
 * Where an object that was taken out of a document stands in it (RFC 6901); empty when it isn't there. Looks at
 * `limit` nodes at most, so that a hostile document costs no more.
 */
export function findPointer(document: unknown, wanted: unknown, limit = 200_000): string {
  const stack: { value: unknown; at: string }[] = [{ value: document, at: '' }]
  for (let entry = stack.pop(), seen = 0; entry && seen < limit; entry = stack.pop(), seen++) {
    const { value, at } = entry
    if (value === wanted) return at
    if (Array.isArray(value)) value.forEach((one, index) => stack.push({ value: one, at: pointer(at, index) }))
    else if (isRecord(value))
      for (const [key, one] of Object.entries(value)) stack.push({ value: one, at: pointer(at, key) })
  }
  return ''
}
