/** Fields of an annotation that the writers state themselves, in the words of either dialect; all others survive as they are. */
export const ANNOTATION_FIELDS: ReadonlySet<string> = new Set([
  '@context', '@id', '@type', 'id', 'type', 'on', 'target', 'resource', 'body', 'bodyValue', 'motivation', 'generator',
  'creator', 'created', 'modified', 'dcterms:creator', 'dcterms:created', 'dcterms:modified',
  'http://purl.org/dc/terms/creator', 'http://purl.org/dc/terms/created', 'http://purl.org/dc/terms/modified',
  'annotatedBy', 'annotatedAt', 'serializedAt', 'oa:annotatedBy', 'oa:annotatedAt', 'oa:serializedAt', 'oa:motivatedBy'
]) // prettier-ignore

/** The same for the page or list around annotations. */
export const PAGE_FIELDS: ReadonlySet<string> = new Set([
  '@context', '@id', '@type', 'id', 'type', 'items', 'resources', 'label', 'partOf', 'within'
]) // prettier-ignore
