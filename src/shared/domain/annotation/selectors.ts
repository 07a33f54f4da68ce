import type { Region } from '../../contract/annotations'
import { isNearRect } from '../geometry/rect'
import { readSvg } from '../geometry/svg-shape'
import type { Budget } from '../json/budget'
import { asArray, asNumber, asText, hasType, isRecord, own, typesOf, type JsonRecord } from '../json/json-value'
import { parseFragment } from './fragment'
import type { AnnotationProblemCode } from './model'
import { regionOfRings, WHOLE } from './region'

/** A region as a selector states it. */
export interface Selected {
  readonly region: Region
  readonly unit: 'pixel' | 'percent'
}

/** The regions of a selector (several when its value is a list), or why there are none. */
export type Selection =
  | { readonly ok: true; readonly regions: readonly Selected[] }
  | { readonly ok: false; readonly code: AnnotationProblemCode; readonly message: string }

type Source = 'svg' | 'fragment' | 'point'
type Alternative = { readonly from: Source; readonly regions: readonly Selected[] }
type Failure = Extract<Selection, { ok: false }>

/** Reads any selector of Open Annotation, W3C or IIIF that marks a region of an image. */
export function readSelector(selector: unknown, budget: Budget): Selection {
  const alternatives: Alternative[] = []
  let failure: Failure | null = null
  for (const one of flatten(selector)) {
    budget.spend(1)
    const read = readOne(one, budget)
    if ('ok' in read) failure ??= read
    else alternatives.push(read)
  }
  const best = bestOf(alternatives)
  if (best) return { ok: true, regions: best }
  return failure ?? bad('The selector is empty.')
}

/** Alternatives of the same region: a list, or Open Annotation's Choice of a default and others. */
function flatten(selector: unknown, depth = 0): readonly unknown[] {
  if (depth > 4) return []
  if (Array.isArray(selector)) return selector.flatMap(one => flatten(one, depth + 1))
  if (!isRecord(selector) || !hasType(selector, 'Choice')) return [selector]
  const members = [own(selector, 'default'), own(selector, 'item'), own(selector, 'items')]
  return members.filter(member => member !== undefined).flatMap(one => flatten(one, depth + 1))
}

/**
 * The outline says more than its bounding box, but an upright outline says the same within a pixel, and then the
 * fragment is what the author's tool meant. Without this every box of Mirador 2 would get fractions.
 */
function bestOf(alternatives: readonly Alternative[]): readonly Selected[] | null {
  const find = (from: Source): Alternative | undefined => alternatives.find(one => one.from === from)
  const svg = find('svg')?.regions
  const fragment = find('fragment')?.regions
  if (!svg || !fragment) return svg ?? fragment ?? find('point')?.regions ?? null
  const outline = svg[0]
  const box = fragment[0]
  if (!outline || !box || fragment.length > 1) return fragment
  const same =
    outline.region.kind === 'rect' &&
    box.region.kind === 'rect' &&
    box.unit === 'pixel' &&
    // A fragment can't be negative, so one beside such an outline is only its visible part.
    Math.min(outline.region.x, outline.region.y) >= 0 &&
    isNearRect(outline.region, box.region, 1)
  return same ? fragment : svg
}

function readOne(selector: unknown, budget: Budget): Alternative | Failure {
  if (typeof selector === 'string')
    return selector.trimStart().startsWith('<') ? readSvgSelector(selector, budget) : readFragments([selector])
  if (!isRecord(selector)) return bad('A selector must be an object.')
  if (hasType(selector, 'FragmentSelector')) return readFragments(asArray(own(selector, 'value', 'rdf:value')))
  if (hasType(selector, 'SvgSelector')) {
    const markup = asText(own(selector, 'value', 'chars', 'cnt:chars'))
    return markup === null ? bad('The SvgSelector has no value.') : readSvgSelector(markup, budget)
  }
  if (hasType(selector, 'PointSelector')) return readPoint(selector)
  if (hasType(selector, 'ImageApiSelector', 'ImageAPISelector')) return readImageApi(selector)
  const value = own(selector, 'value')
  if (typesOf(selector).length === 0 && typeof value === 'string') return readOne(value, budget)
  const name = typesOf(selector)[0] ?? 'unknown'
  return {
    ok: false,
    code: 'UNSUPPORTED_SELECTOR',
    message: `A ${name.slice(0, 60)} doesn't mark a region of an image.`
  }
}

function readFragments(values: readonly unknown[]): Alternative | Failure {
  const regions: Selected[] = []
  let temporal = false
  for (const value of values) {
    const fragment = typeof value === 'string' ? parseFragment(value) : { kind: 'bad' as const }
    if (fragment.kind === 'other') temporal = true
    if (fragment.kind !== 'box') continue
    const { x, y, w, h } = fragment.box
    if (w > 0 && h > 0) regions.push({ region: { kind: 'rect', x, y, w, h }, unit: fragment.unit })
    else if (w === 0 && h === 0) regions.push({ region: { kind: 'point', x, y }, unit: fragment.unit })
  }
  if (regions.length > 0) return { from: 'fragment', regions }
  if (temporal)
    return { ok: false, code: 'UNSUPPORTED_SELECTOR', message: 'The annotation marks a time span, not a region.' }
  return bad('The fragment is no box of the form xywh=x,y,width,height.')
}

function readSvgSelector(markup: string, budget: Budget): Alternative | Failure {
  const shape = readSvg(markup, budget)
  const region = shape && regionOfRings(shape.rings)
  if (!region) return bad('The SVG selector has no shape that Vitrine can read.')
  return { from: 'svg', regions: [{ region, unit: 'pixel' }] }
}

function readPoint(selector: JsonRecord): Alternative | Failure {
  const x = asNumber(own(selector, 'x'))
  const y = asNumber(own(selector, 'y'))
  // A point in time alone (`t`) has no place on an image.
  if (x === null || y === null) return bad('The PointSelector lacks x or y.')
  return { from: 'point', regions: [{ region: { kind: 'point', x, y }, unit: 'pixel' }] }
}

/** The region of an image request (Image API 3, 4.1): `full`, `x,y,w,h` or `pct:x,y,w,h`. */
function readImageApi(selector: JsonRecord): Alternative | Failure {
  const region = asText(own(selector, 'region')) ?? 'full'
  if (region === 'full') return { from: 'fragment', regions: [{ region: WHOLE, unit: 'pixel' }] }
  if (region === 'square') return bad('The ImageApiSelector asks for a square that depends on the server.')
  return readFragments([`xywh=${region.replace(/^pct:/, 'percent:')}`])
}

function bad(message: string): Failure {
  return { ok: false, code: 'BAD_SELECTOR', message }
}
