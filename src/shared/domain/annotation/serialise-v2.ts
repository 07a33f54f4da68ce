import { isRecord, own, type JsonRecord } from '../json/json-value'
import { agentOf } from './agent'
import { htmlLines } from './html-text'
import type { Agent, AnnotationBody, ParsedAnnotation } from './model'
import { ANNOTATION_FIELDS, PAGE_FIELDS } from './known-fields'
import { patched, unknownFields } from './patch'
import type { AnnotationPageDraft } from './serialise-v3'
import { writeBodies } from './write-bodies'
import { pixelAt, svgOf, writeSelector } from './write-selector'
import { writtenId } from './written-id'
import { writeTargets, type TargetDialect } from './write-targets'

const CONTEXT = 'http://iiif.io/api/presentation/2/context.json'

/** Writes a IIIF Presentation 2 `sc:AnnotationList`; every annotation gets an id. */
export function serialiseV2(page: AnnotationPageDraft): JsonRecord {
  return {
    '@context': CONTEXT,
    '@id': page.id,
    '@type': 'sc:AnnotationList',
    ...(page.label !== undefined && { label: page.label }),
    ...(page.partOf !== undefined && { within: { '@id': page.partOf, '@type': 'sc:Layer' } }),
    ...unknownFields(page.original, PAGE_FIELDS),
    resources: page.items.map((item, index) => annotationV2(item, writtenId(item, page.id, index)))
  }
}

/** Writes one annotation as Open Annotation in the shape that Simple Annotation Server and Mirador 2 exchange. */
export function annotationV2(annotation: ParsedAnnotation, id: string): JsonRecord {
  const { original, version } = annotation
  const same = version === 2 && isRecord(original)
  const motivations = annotation.motivations.length > 0 ? annotation.motivations : ['commenting']
  const fields: readonly (readonly [string, unknown])[] = [
    ['@id', id],
    ['@type', 'oa:Annotation'],
    ['motivation', motivations.map(prefixed)],
    ['dcterms:creator', annotation.creator ? agentV2(annotation.creator) : undefined],
    ['dcterms:created', annotation.created ?? undefined],
    ['dcterms:modified', annotation.modified ?? undefined],
    ['resource', writeBodies(annotation.bodies, same ? own(original, 'resource') : undefined, bodyV2)],
    ['on', writeTargets(annotation.targets, same ? own(original, 'on') : undefined, TARGETS_V2)]
  ]
  const stated = fields.filter(([, value]) => value !== undefined)
  if (!same) return { ...Object.fromEntries(stated), ...unknownFields(original, ANNOTATION_FIELDS) }
  const changes = stated.flatMap(([key, value]): [string, unknown][] => {
    const found = ALIASES.find(names => names[0] === key)?.find(name => own(original, name) !== undefined)
    return isUntouched(annotation, original, key, value, found) ? [] : [[found ?? key, value]]
  })
  return patched(original, new Map(changes))
}

const DCTERMS = 'http://purl.org/dc/terms/'
/** The names under which a field occurs; the first is ours. */
const ALIASES: readonly (readonly string[])[] = [
  ['@id', 'id'],
  ['@type', 'type'],
  ['motivation', 'oa:motivatedBy'],
  ['dcterms:creator', 'creator', `${DCTERMS}creator`, 'annotatedBy', 'oa:annotatedBy'],
  ['dcterms:created', 'created', `${DCTERMS}created`, 'annotatedAt', 'oa:annotatedAt'],
  ['dcterms:modified', 'modified', `${DCTERMS}modified`, 'serializedAt', 'oa:serializedAt']
]

function isUntouched(
  annotation: ParsedAnnotation,
  original: JsonRecord,
  key: string,
  written: unknown,
  found: string | undefined
): boolean {
  if (found === undefined) return false
  const value = own(original, found)
  switch (key) {
    case '@id':
      return value === written
    case '@type':
    case 'motivation':
      return true
    case 'dcterms:created':
      return (isRecord(value) ? own(value, '@value') : value) === annotation.created
    case 'dcterms:modified':
      return (isRecord(value) ? own(value, '@value') : value) === annotation.modified
    case 'dcterms:creator':
      return JSON.stringify(agentOf(value)) === JSON.stringify(annotation.creator)
    default:
      return false
  }
}

const TARGETS_V2: TargetDialect = {
  sourceKey: 'full',
  selector(target) {
    const selector = writeSelector(target)
    const fragment = (value: string): JsonRecord => ({ '@type': 'oa:FragmentSelector', value })
    const choice = (svg: string, box: string): JsonRecord => ({
      '@type': 'oa:Choice',
      default: fragment(box),
      item: { '@type': 'oa:SvgSelector', value: svg }
    })
    switch (selector.kind) {
      case 'none':
        return undefined
      case 'fragment':
        return fragment(selector.value)
      case 'outline':
        return choice(selector.svg, selector.fragment)
      case 'point':
        // Open Annotation has no point: one pixel for viewers, and a path of a single point to read it back exactly.
        return choice(svgOf(target.region), pixelAt(selector))
    }
  },
  fresh(target) {
    const selector = this.selector(target)
    const within = target.manifest !== null && { within: { '@id': target.manifest, '@type': 'sc:Manifest' } }
    if (selector === undefined && !within) return target.source
    return {
      '@type': 'oa:SpecificResource',
      full: target.source,
      ...(selector !== undefined && { selector }),
      ...within
    }
  }
}

function bodyV2(body: AnnotationBody): JsonRecord {
  if (body.kind === 'resource')
    return { '@id': body.value, ...(body.purpose === 'tagging' && { '@type': 'oa:SemanticTag' }) }
  if (body.purpose === 'tagging' || body.purpose === 'classifying')
    return {
      '@type': 'oa:Tag',
      chars: body.format === 'text/html' ? htmlLines(body.value).join(' ') : body.value,
      ...(body.format === 'text/plain' && { format: body.format })
    }
  return {
    '@type': 'dctypes:Text',
    format: body.format ?? 'text/plain',
    chars: body.value,
    ...(body.language !== null && { language: body.language }),
    // Open Annotation's bodies have no purpose: W3C's term, under the prefix that the context of version 2 declares.
    ...(body.purpose !== null && { 'oa:hasPurpose': { '@id': prefixed(body.purpose) } })
  }
}

function agentV2({ id, name, type }: Agent): unknown {
  if (id !== null && name === null) return id
  const person = type === 'Software' || type === 'SoftwareAgent' ? 'prov:SoftwareAgent' : 'foaf:Person'
  return { ...(id !== null && { '@id': id }), '@type': person, ...(name !== null && { 'foaf:name': name }) }
}

function prefixed(motivation: string): string {
  if (motivation.includes(':')) return motivation
  return motivation === 'painting' ? 'sc:painting' : `oa:${motivation}`
}
