import type { ParsedAnnotation } from './model'

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** The id under which an annotation is written: its own where that is a URI, as both dialects require. */
export function writtenId({ id }: ParsedAnnotation, page: string, index: number): string {
  if (id === null || id.startsWith('_:')) return `${page}/annotation/${index + 1}`
  if (/^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]+$/i.test(id)) return id
  return UUID.test(id) ? `urn:uuid:${id}` : `${page}/annotation/${encodeURIComponent(id)}`
}
