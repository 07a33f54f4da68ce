import type { ParsedAnnotation } from './model'

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** The id under which an annotation is written: its own where that is a URI, as both dialects require. */
export function writtenId({ id }: ParsedAnnotation, page: string, index: number): string {
  if (id === null || id.startsWith('_:')) return `${page}/annotation/${index + 1}`
  if (/^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]+$/i.test(id)) return id
  if (UUID.test(id)) return `urn:uuid:${id}`
  // Half a surrogate pair can't be encoded.
  return `${page}/annotation/${encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\uFFFD'))}`
}
