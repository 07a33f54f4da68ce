import { createBudget } from '../json/budget'
import { isRecord, own, type JsonRecord } from '../json/json-value'
import { splitFragment } from './fragment'
import type { AnnotationTarget } from './model'
import { isSame, oneOrMany, patched } from './patch'
import { readTarget, targetNodes } from './targets'
import { isStrictFragment, isStrictSelector } from './write-selector'

/** How a dialect states targets. */
export interface TargetDialect {
  /** A new target from nothing. */
  fresh(target: AnnotationTarget): unknown
  /** The dialect's selector for a target; undefined for a whole resource. */
  selector(target: AnnotationTarget): unknown
  /** The key that names the canvas in a specific resource: `source` or `full`. */
  readonly sourceKey: string
}

/**
 * Writes an annotation's targets over those it was read with: entries that haven't changed and are strict stay as they
 * were, changed ones get a new selector, unreadable ones are kept, removed ones go, new ones are appended.
 */
export function writeTargets(targets: readonly AnnotationTarget[], original: unknown, dialect: TargetDialect): unknown {
  const nodes = targetNodes(original)
  // Our own earlier reading is repeated here, so its work is bounded already.
  const budget = createBudget(Infinity)
  const byOrigin = new Map<number, AnnotationTarget[]>()
  for (const target of targets) {
    const group = byOrigin.get(target.origin ?? -1)
    if (group) group.push(target)
    else byOrigin.set(target.origin ?? -1, [target])
  }
  let changed = false
  const written = nodes.flatMap((node, origin): readonly unknown[] => {
    const now = byOrigin.get(origin) ?? []
    const before = readTarget(node, origin, budget)
    if (!before.ok) return [node]
    if (isSame(before.targets.map(comparable), now.map(comparable)) && now.length === 1 && isStrict(node)) return [node]
    changed = true
    return now.map(target => patchTarget(node, target, dialect))
  })
  const known = (target: AnnotationTarget): boolean => target.origin !== null && target.origin < nodes.length
  const added = targets.filter(target => !known(target)).map(target => dialect.fresh(target))
  if (!changed && added.length === 0) return original
  return oneOrMany([...written, ...added], Array.isArray(original))
}

function comparable({ source, region, unit }: AnnotationTarget): unknown {
  return { source, region, unit }
}

function isStrict(node: unknown): boolean {
  if (typeof node === 'string') {
    const { fragment } = splitFragment(node)
    return fragment === null || isStrictFragment(fragment)
  }
  if (!isRecord(node)) return false
  const selector = own(node, 'selector')
  return selector === undefined || isStrictSelector(selector)
}

function patchTarget(node: unknown, target: AnnotationTarget, dialect: TargetDialect): unknown {
  if (!isRecord(node)) return dialect.fresh(target)
  const selector = dialect.selector(target)
  const named = own(node, 'full', 'source')
  if (named !== undefined)
    return patched(node, new Map<string, unknown>([['selector', selector], ...sourceChange(node, named, target)]))
  // The node is the canvas itself: it becomes the source of a specific resource, with all it says.
  if (selector === undefined) return patched(node, new Map([[idKey(node), target.source]]))
  const fresh = dialect.fresh({ ...target, manifest: null })
  const canvas = patched(node, new Map([[idKey(node), target.source]]))
  return isRecord(fresh) && Object.hasOwn(fresh, dialect.sourceKey)
    ? patched(fresh, new Map([[dialect.sourceKey, canvas]]))
    : patched(node, new Map([[idKey(node), fresh]]))
}

/** The source changes only when another canvas is meant, or when its own fragment would contradict the selector. */
function sourceChange(node: JsonRecord, named: unknown, target: AnnotationTarget): [string, unknown][] {
  const key = Object.hasOwn(node, 'full') ? 'full' : 'source'
  if (typeof named === 'string') return named === target.source ? [] : [[key, target.source]]
  if (!isRecord(named)) return [[key, target.source]]
  const same = own(named, 'id', '@id') === target.source
  return same ? [] : [[key, patched(named, new Map([[idKey(named), target.source]]))]]
}

function idKey(node: JsonRecord): string {
  return Object.hasOwn(node, '@id') ? '@id' : 'id'
}
