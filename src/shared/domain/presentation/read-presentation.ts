import type { ParsedAnnotations } from '../annotation/model'
import { parseAll } from '../annotation/parse-all'
import { looksLikeAnnotation } from '../annotation/parse-annotation'
import { createBudget, type Budget } from '../json/budget'
import { asArray, hasType, idOf, isRecord, own, type JsonRecord } from '../json/json-value'
import { looksLikeImageService, readImageInfo } from './image-service'
import type { ImageService, PresentationProblem, ReadCollection, ReadManifest } from './model'
import type { Size } from '../geometry/rect'
import { readCollection } from './read-collection'
import { readManifest } from './read-manifest'

/** Whatever a IIIF document turned out to be. */
export type ReadDocument =
  | { readonly kind: 'manifest'; readonly manifest: ReadManifest }
  | { readonly kind: 'collection'; readonly collection: ReadCollection }
  | { readonly kind: 'annotations'; readonly annotations: ParsedAnnotations }
  | { readonly kind: 'image'; readonly info: ImageService & Size }
  /** A content state: which manifest, and perhaps which canvas of it, to open. */
  | { readonly kind: 'content-state'; readonly manifest: string; readonly canvas: string | null }
  | { readonly kind: 'unknown'; readonly problem: PresentationProblem }

/** Finds out what a JSON document is and reads it; never throws. `url` is where it was found, if anywhere. */
export function readPresentation(
  json: unknown,
  url: string | null = null,
  budget: Budget = createBudget()
): ReadDocument {
  if (Array.isArray(json)) return { kind: 'annotations', annotations: parseAll(json, { budget }) }
  if (!isRecord(json)) return unknown('The document is not a JSON object.')
  if (hasType(json, 'Collection')) return { kind: 'collection', collection: readCollection(json, budget) }
  if (hasType(json, 'Manifest', 'Canvas') || own(json, 'sequences') !== undefined)
    return { kind: 'manifest', manifest: readManifest(json, budget) }
  const state = looksLikeAnnotation(json) ? contentState(json) : null
  if (state) return state
  if (looksLikeAnnotation(json) || hasType(json, 'AnnotationPage', 'AnnotationList', 'AnnotationCollection', 'Layer'))
    return { kind: 'annotations', annotations: parseAll(json, { budget }) }
  if (looksLikeImageService(json)) {
    const result = readImageInfo(json, url?.replace(/\/info\.json$/, '') ?? null)
    return result.ok ? { kind: 'image', info: result.info } : unknown(result.message, result.code)
  }
  const { parsed, failed, references } = parseAll(json, { budget })
  if (parsed.length > 0) return { kind: 'annotations', annotations: { parsed, failed, references } }
  return unknown('The document is no IIIF manifest, collection, annotation list or image description.')
}

/** Content states (Content State API 1.0, 2): an annotation whose target is a manifest or a canvas within one. */
function contentState(annotation: JsonRecord): ReadDocument | null {
  const target = asArray(own(annotation, 'target'))[0]
  const motivations = asArray(own(annotation, 'motivation'))
  const resource = isRecord(target) && isRecord(own(target, 'source')) ? own(target, 'source') : target
  if (!motivations.includes('contentState') && !hasType(resource, 'Manifest')) return null
  const id = idOf(resource)
  if (id === null) return null
  if (!isRecord(resource) || hasType(resource, 'Manifest')) return { kind: 'content-state', manifest: id, canvas: null }
  const manifest = asArray(own(resource, 'partOf'))
    .map(idOf)
    .find(one => one !== null)
  return manifest ? { kind: 'content-state', manifest, canvas: id.split('#')[0] ?? id } : null
}

function unknown(message: string, code: PresentationProblem['code'] = 'NOT_IIIF'): ReadDocument {
  return { kind: 'unknown', problem: { pointer: '', code, message } }
}
