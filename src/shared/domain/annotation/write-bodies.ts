import { createBudget } from '../json/budget'
import { isRecord, own, type JsonRecord } from '../json/json-value'
import { bodyNodes, readBody } from './bodies'
import type { AnnotationBody } from './model'
import { isSame, oneOrMany, patched } from './patch'

/** Writes bodies over those they were read with; unchanged entries stay exactly as they were. */
export function writeBodies(
  bodies: readonly AnnotationBody[],
  original: unknown,
  fresh: (body: AnnotationBody) => JsonRecord
): unknown {
  const nodes = bodyNodes(original)
  const budget = createBudget(Infinity)
  const byOrigin = new Map(bodies.map(body => [body.origin, body]))
  let changed = false
  const written = nodes.flatMap((node, origin): readonly unknown[] => {
    const now = byOrigin.get(origin)
    const before = readBody(node, origin, budget)
    if (before === null || isSame(before, now)) return [node]
    changed = true
    return now ? [patchBody(node, now, fresh)] : []
  })
  const added = bodies.filter(body => body.origin === null || body.origin >= nodes.length).map(fresh)
  if (!changed && added.length === 0) return original
  return oneOrMany([...added, ...written], Array.isArray(original))
}

function patchBody(node: unknown, body: AnnotationBody, fresh: (body: AnnotationBody) => JsonRecord): unknown {
  const key = isRecord(node)
    ? ['value', 'chars', 'cnt:chars', 'rdf:value'].find(name => own(node, name) !== undefined)
    : undefined
  if (!isRecord(node) || key === undefined || body.kind !== 'text') return fresh(body)
  const changes = new Map<string, unknown>([[key, body.value]])
  // Our own reading of SAS's indexed copy of the text would otherwise say something else than the text.
  for (const copy of Object.keys(node)) if (copy.endsWith('/full_text')) changes.set(copy, undefined)
  return patched(node, changes)
}
