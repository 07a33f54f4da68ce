import type { JsonRecord } from '../json/json-value'
import { isRecord, own } from '../json/json-value'
import { agentOf } from './agent'
import { toDateTime } from './date-time'
import type { Agent, AnnotationBody, AnnotationTarget, ParsedAnnotation } from './model'
import { ANNOTATION_FIELDS, PAGE_FIELDS } from './known-fields'
import { patched, unknownFields } from './patch'
import { writeBodies } from './write-bodies'
import { pixelAt, svgOf, writeSelector } from './write-selector'
import { writtenId } from './written-id'
import { writeTargets, type TargetDialect } from './write-targets'

/** A page of annotations to be written, mostly those of one canvas. */
export interface AnnotationPageDraft {
  readonly id: string
  readonly items: readonly ParsedAnnotation[]
  /** Shown by viewers as the name of the layer. */
  readonly label?: string
  /** The collection that this page is part of. */
  readonly partOf?: string
  /** The page as it was read: its unknown fields survive. */
  readonly original?: unknown
}

/** What a writer adds on its own account. */
export interface WriteOptions {
  /** The program that wrote an annotation that is new or from another dialect. */
  readonly generator?: Agent
  /** `w3c` for readers outside IIIF; the page is the same otherwise. */
  readonly context?: 'iiif' | 'w3c'
}

const CONTEXTS = { iiif: 'http://iiif.io/api/presentation/3/context.json', w3c: 'http://www.w3.org/ns/anno.jsonld' }

/** Writes a IIIF Presentation 3 AnnotationPage; every annotation gets an id. */
export function serialiseV3(page: AnnotationPageDraft, options: WriteOptions = {}): JsonRecord {
  return {
    '@context': CONTEXTS[options.context ?? 'iiif'],
    id: page.id,
    type: 'AnnotationPage',
    ...(page.label !== undefined && { label: { none: [page.label] } }),
    ...(page.partOf !== undefined && { partOf: [{ id: page.partOf, type: 'AnnotationCollection' }] }),
    ...unknownFields(page.original, PAGE_FIELDS),
    items: page.items.map((item, index) => annotationV3(item, writtenId(item, page.id, index), options))
  }
}

/** Writes one annotation as W3C Web Annotation, patched over its original where that is one. */
export function annotationV3(annotation: ParsedAnnotation, id: string, options: WriteOptions = {}): JsonRecord {
  const { original, version } = annotation
  // An original with words of both dialects is written anew in this one.
  const same = version === 3 && isRecord(original) && !Object.hasOwn(original, '@type')
  // An annotation has a body or a bodyValue, never both (W3C 3.2.5).
  const bodyValue = same ? own(original, 'bodyValue') : undefined
  const saysBodyValue =
    bodyValue !== undefined && annotation.bodies.length === 1 && annotation.bodies[0]?.value === bodyValue
  const motivations = annotation.motivations.filter(motivation => motivation !== 'painting')
  const fields: readonly (readonly [string, unknown])[] = [
    ['id', id],
    ['type', 'Annotation'],
    // Text that SAS calls painting (as its samples do) would be drawn by a v3 viewer as the canvas's content.
    ['motivation', motivations.length === 1 ? motivations[0] : motivations.length > 1 ? motivations : 'commenting'],
    ['creator', annotation.creator ? agentV3(annotation.creator) : undefined],
    ['created', (annotation.created && toDateTime(annotation.created)) ?? undefined],
    ['modified', (annotation.modified && toDateTime(annotation.modified)) ?? undefined],
    ['generator', !same && options.generator ? agentV3(options.generator) : undefined],
    [
      'body',
      saysBodyValue ? undefined : writeBodies(annotation.bodies, same ? own(original, 'body') : undefined, bodyV3)
    ],
    [
      'target',
      writeTargets(annotation.targets, same ? own(original, 'target') : undefined, targetsV3(options.context === 'w3c'))
    ]
  ]
  const stated = fields.filter(([, value]) => value !== undefined)
  if (!same) return { ...Object.fromEntries(stated), ...unknownFields(original, ANNOTATION_FIELDS) }
  const changes = new Map(stated.filter(([key, value]) => !isUntouched(annotation, original, key, value)))
  if (bodyValue !== undefined && !saysBodyValue) changes.set('bodyValue', undefined)
  return patched(original, changes)
}

/** A field is only replaced when the model says something else than the original does. */
function isUntouched(annotation: ParsedAnnotation, original: JsonRecord, key: string, value: unknown): boolean {
  const has = own(original, key) !== undefined
  switch (key) {
    case 'id':
    case 'created':
    case 'modified':
      return own(original, key) === value
    case 'motivation':
    case 'type':
      return has
    case 'creator':
      return has && JSON.stringify(agentOf(own(original, key))) === JSON.stringify(annotation.creator)
    default:
      return false
  }
}

/** IIIF's PointSelector is unknown to W3C's own readers: they get one pixel, and a path of a single point. */
function targetsV3(isW3c: boolean): TargetDialect {
  const fragment = (value: string): JsonRecord => ({
    type: 'FragmentSelector',
    conformsTo: 'http://www.w3.org/TR/media-frags/',
    value
  })
  const outline = (svg: string, box: string): readonly JsonRecord[] => [
    { type: 'SvgSelector', value: svg },
    fragment(box)
  ]
  const selectorOf = (target: AnnotationTarget): unknown => {
    const selector = writeSelector(target)
    switch (selector.kind) {
      case 'none':
        return undefined
      case 'fragment':
        return fragment(selector.value)
      case 'outline':
        return outline(selector.svg, selector.fragment)
      case 'point':
        return isW3c
          ? outline(svgOf(target.region), pixelAt(selector))
          : { type: 'PointSelector', x: selector.x, y: selector.y }
    }
  }
  return {
    sourceKey: 'source',
    selector: selectorOf,
    fresh(target) {
      const selector = selectorOf(target)
      const canvas = target.manifest
        ? { id: target.source, type: 'Canvas', partOf: [{ id: target.manifest, type: 'Manifest' }] }
        : target.source
      return selector === undefined ? canvas : { type: 'SpecificResource', source: canvas, selector }
    }
  }
}

function bodyV3(body: AnnotationBody): JsonRecord {
  const purpose = body.purpose !== null && { purpose: body.purpose }
  if (body.kind === 'resource')
    return body.purpose === null
      ? { id: body.value }
      : { type: 'SpecificResource', source: body.value, purpose: body.purpose }
  return {
    type: 'TextualBody',
    value: body.value,
    ...purpose,
    ...(body.format !== null && { format: body.format }),
    ...(body.language !== null && { language: body.language })
  }
}

function agentV3({ id, name, type }: Agent): unknown {
  if (id !== null && name === null && type === null) return id
  return { ...(id !== null && { id }), type: type ?? 'Person', ...(name !== null && { name }) }
}
