import type { Budget } from '../json/budget'
import { asArray, asText, hasType, idOf, isRecord, localName, own, pointer, type JsonRecord } from '../json/json-value'
import { agentOf } from './agent'
import { bodyNodes, readBody } from './bodies'
import { findLabels } from './labels'
import type { AnnotationBody, AnnotationProblem, AnnotationTarget, ParsedAnnotation } from './model'
import { readTarget, targetNodes } from './targets'

/** Whether a JSON object can only be meant as an annotation, whatever its type says. */
export function looksLikeAnnotation(value: unknown): value is JsonRecord {
  if (!isRecord(value)) return false
  return hasType(value, 'Annotation') || own(value, 'on', 'target') !== undefined
}

/** The dialect of an annotation and its names for targets and bodies; words of both count as the newer one. */
function dialectOf(value: JsonRecord): { version: 2 | 3; target: 'on' | 'target'; body: 'resource' | 'body' } {
  const has = (...keys: readonly string[]): boolean => keys.some(key => Object.hasOwn(value, key))
  const isOld = !has('target', 'body') && has('on', 'resource', '@type')
  return isOld ? { version: 2, target: 'on', body: 'resource' } : { version: 3, target: 'target', body: 'body' }
}

/** Reads one annotation at `base` of its document; null when nothing of it is usable. Problems go to `failed`. */
export function parseAnnotation(
  value: JsonRecord,
  base: string,
  budget: Budget,
  failed: AnnotationProblem[]
): ParsedAnnotation | null {
  const dialect = dialectOf(value)
  const targets: AnnotationTarget[] = []
  const nodes = targetNodes(own(value, dialect.target))
  nodes.forEach((node, index) => {
    budget.spend(1)
    const result = readTarget(node, index, budget)
    if (result.ok) for (const target of result.targets) targets.push(target)
    else {
      const at = pointer(base, dialect.target, ...(nodes.length > 1 ? [index] : []))
      failed.push({ pointer: at, code: result.code, message: result.message })
    }
  })
  if (targets.length === 0) {
    if (nodes.length === 0)
      failed.push({ pointer: base, code: 'NO_TARGET', message: 'The annotation has no target, so it is nowhere.' })
    return null
  }
  const bodies = readBodies(value, dialect.body, budget)
  const motivations = asArray(own(value, 'motivation', 'oa:motivatedBy')).flatMap(one => idOf(one) ?? [])
  const names = motivations.map(localName)
  return {
    id: asText(own(value, 'id', '@id')),
    version: dialect.version,
    targets,
    bodies,
    labels: findLabels(bodies, names),
    motivations: names,
    creator: agentOf(own(value, 'creator', 'dcterms:creator', 'annotatedBy', 'oa:annotatedBy', `${DCTERMS}creator`)),
    created: dateOf(value, 'created', 'annotatedAt'),
    modified: dateOf(value, 'modified', 'serializedAt'),
    original: value
  }
}

const DCTERMS = 'http://purl.org/dc/terms/'

function readBodies(value: JsonRecord, key: string, budget: Budget): readonly AnnotationBody[] {
  const nodes = bodyNodes(own(value, key))
  const bodies = nodes.flatMap((node, index) => readBody(node, index, budget) ?? [])
  const text = asText(own(value, 'bodyValue'))
  if (nodes.length > 0 || text === null) return bodies
  return [{ kind: 'text', value: text, format: 'text/plain', language: null, purpose: null, origin: 0 }]
}

function dateOf(value: JsonRecord, name: string, old: string): string | null {
  const date = own(value, name, `dcterms:${name}`, `${DCTERMS}${name}`, old, `oa:${old}`)
  return asText(isRecord(date) ? own(date, '@value') : date)
}
