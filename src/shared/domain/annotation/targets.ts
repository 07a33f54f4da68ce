import type { Budget } from '../json/budget'
import { asArray, asText, hasType, idOf, isRecord, own } from '../json/json-value'
import { splitFragment } from './fragment'
import type { AnnotationProblemCode, AnnotationTarget } from './model'
import { WHOLE } from './region'
import { readSelector, type Selection } from './selectors'

/** The targets of one entry of `on` or `target`, or why it gave none. */
export type TargetResult =
  | { readonly ok: true; readonly targets: readonly AnnotationTarget[] }
  | { readonly ok: false; readonly code: AnnotationProblemCode; readonly message: string }

/** The entries of `on` or `target`, with W3C's sets (Composite, List, Independents) and Choices opened. */
export function targetNodes(value: unknown): readonly unknown[] {
  return asArray(value).flatMap(node =>
    isRecord(node) && hasType(node, 'Composite', 'List', 'Independents', 'Choice') && own(node, 'source') === undefined
      ? asArray(own(node, 'items', 'default', 'item'))
      : [node]
  )
}

/** Reads one entry: an IRI with or without `#xywh=`, a canvas, or a specific resource with a selector. */
export function readTarget(node: unknown, origin: number, budget: Budget): TargetResult {
  const named = isRecord(node) ? own(node, 'full', 'source', 'oa:hasSource') : undefined
  const iri = idOf(Array.isArray(named) ? named[0] : named) ?? idOf(node)
  if (iri === null)
    return { ok: false, code: 'NO_TARGET', message: 'The target has no id, so no canvas can be found for it.' }
  const { source, fragment } = splitFragment(iri)
  const selector = isRecord(node) ? own(node, 'selector', 'oa:hasSelector') : undefined
  const selection: Selection =
    selector !== undefined
      ? readSelector(selector, budget)
      : fragment !== null
        ? readSelector(fragment, budget)
        : { ok: true, regions: [{ region: WHOLE, unit: 'pixel' }] }
  if (!selection.ok) return selection
  const written = selector === undefined ? fragment : typeof selector === 'string' ? selector : JSON.stringify(selector)
  const manifest = manifestOf(node) ?? manifestOf(named)
  return {
    ok: true,
    targets: selection.regions.map(({ region, unit }) => ({
      source,
      region,
      unit,
      manifest,
      selector: written,
      origin
    }))
  }
}

function manifestOf(node: unknown): string | null {
  if (!isRecord(node)) return null
  for (const parent of asArray(own(node, 'within', 'partOf'))) {
    if (isRecord(parent) && !hasType(parent, 'Manifest') && own(parent, 'type', '@type') !== undefined) continue
    const id = idOf(parent)
    if (id !== null) return asText(id)
  }
  return null
}
