/** A JSON object of unknown origin: read it through {@link own}, never by plain property access. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object (not an array, not null). */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first own property among `keys`; names such as `constructor` never reach the prototype. */
export function own(record: JsonRecord, ...keys: readonly string[]): unknown {
  for (const key of keys) {
    if (!Object.hasOwn(record, key)) continue
    const value = record[key]
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

/** IIIF allows one value where a list is meant: nothing gives `[]`, a single value a list of one. */
export function asArray(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** The string itself, or null for everything else and for the empty string. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A finite number, also from a numeric string (old manifests quote their sizes); null otherwise. */
export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value)) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** The id of a JSON-LD node, or the IRI itself when only that is given; null when there is none. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return asText(value)
  return isRecord(value) ? asText(own(value, 'id', '@id')) : null
}

/** JSON-LD types without their prefix: `oa:SvgSelector` and `http://www.w3.org/ns/oa#SvgSelector` give `SvgSelector`. */
export function typesOf(value: unknown): readonly string[] {
  if (!isRecord(value)) return []
  return asArray(own(value, 'type', '@type')).flatMap(type => (typeof type === 'string' ? [localName(type)] : []))
}

/** Whether a node has one of the given (unprefixed) types. */
export function hasType(value: unknown, ...wanted: readonly string[]): boolean {
  return typesOf(value).some(type => wanted.includes(type))
}

/** The part of an IRI or compact IRI behind its last `#`, `/` or `:`. */
export function localName(iri: string): string {
  return iri.slice(Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/'), iri.lastIndexOf(':')) + 1)
}

/** Appends reference tokens to a JSON pointer (RFC 6901). */
export function pointer(base: string, ...tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>(
    (path, token) => `${path}/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    base
  )
}
