import { isRecord, pointer } from './json-value'

/** Nodes of a document that are looked at: a hostile one costs no more. */
const MAX_NODES = 500_000

/**
 * Tells where an object or array that was taken out of a document stands in it (RFC 6901); empty when it isn't there. The
 * document is walked once, when first asked.
 */
export function createPointerFinder(document: unknown): (wanted: unknown) => string {
  let pointers: ReadonlyMap<unknown, string> | undefined
  return wanted => (pointers ??= pointersOf(document)).get(wanted) ?? ''
}

function pointersOf(document: unknown): ReadonlyMap<unknown, string> {
  const found = new Map<unknown, string>()
  const stack: { value: unknown; at: string }[] = [{ value: document, at: '' }]
  for (let entry = stack.pop(); entry && found.size < MAX_NODES; entry = stack.pop()) {
    const { value, at } = entry
    if (Array.isArray(value)) value.forEach((one, index) => stack.push({ value: one, at: pointer(at, index) }))
    else if (isRecord(value))
      for (const [key, one] of Object.entries(value)) stack.push({ value: one, at: pointer(at, key) })
    else continue
    found.set(value, at)
  }
  return found
}
