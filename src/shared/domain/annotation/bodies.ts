import type { Budget } from '../json/budget'
import { asArray, asText, hasType, idOf, isRecord, localName, own } from '../json/json-value'
import type { AnnotationBody } from './model'

/** The entries of `resource` or `body`, with W3C's Choice, Composite and List opened. */
export function bodyNodes(value: unknown): readonly unknown[] {
  return asArray(value).flatMap(node =>
    isRecord(node) && hasType(node, 'Choice', 'Composite', 'List', 'Independents')
      ? [...asArray(own(node, 'default')), ...asArray(own(node, 'items', 'item'))]
      : [node]
  )
}

/** Reads one body; null when it is neither text nor a reference. */
export function readBody(node: unknown, origin: number, budget: Budget): AnnotationBody | null {
  budget.spend(1)
  if (typeof node === 'string') return looksLikeIri(node) ? resource(node, null, origin) : plainText(node, origin)
  if (!isRecord(node)) return null
  const purposes = asArray(own(node, 'purpose', 'oa:hasPurpose')).flatMap(purpose => idOf(purpose) ?? [])
  const purpose = hasType(node, 'Tag', 'SemanticTag') ? 'tagging' : purposes[0] ? localName(purposes[0]) : null
  const text = asText(asArray(own(node, 'value', 'chars', 'cnt:chars', 'rdf:value'))[0])
  if (text !== null) {
    budget.spend(text.length / 100)
    const language = asText(asArray(own(node, 'language', 'dc:language', '@language'))[0])
    const format = asText(asArray(own(node, 'format', 'dc:format'))[0])
    return { kind: 'text', value: text, format, language, purpose, origin }
  }
  const id = idOf(own(node, 'source')) ?? idOf(node)
  return id === null || id.startsWith('_:') ? null : resource(id, purpose, origin)
}

function plainText(value: string, origin: number): AnnotationBody | null {
  return value === '' ? null : { kind: 'text', value, format: null, language: null, purpose: null, origin }
}

function resource(value: string, purpose: string | null, origin: number): AnnotationBody {
  return { kind: 'resource', value, format: null, language: null, purpose, origin }
}

function looksLikeIri(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:\S+$/i.test(text)
}
