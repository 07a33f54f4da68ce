import { splitFragment } from '../annotation/fragment'
import type { Budget } from '../json/budget'
import { asArray, hasType, idOf, isRecord, own, type JsonRecord } from '../json/json-value'
import { readText } from './localised-text'
import type { ReadRange } from './model'

/** Reads the table of contents without recursion; a range that contains itself is entered once. */
export function readRanges(structures: unknown, budget: Budget): readonly ReadRange[] {
  const nodes = asArray(structures).filter(isRecord)
  const byId = new Map<string, JsonRecord>()
  const children = new Set<string>()
  for (const node of nodes) {
    const id = idOf(node)
    if (id !== null) byId.set(id, node)
    for (const child of childRanges(node)) {
      const childId = idOf(child)
      if (childId !== null) children.add(childId)
    }
  }
  const isRoot = (node: JsonRecord): boolean => !children.has(idOf(node) ?? '') || isTop(node)
  const ranges: ReadRange[] = []
  const seen = new Set<JsonRecord>()
  const stack: { node: JsonRecord; parent: number | null; depth: number }[] = nodes
    .filter(isRoot)
    .toReversed()
    .map(node => ({ node, parent: null, depth: 0 }))
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    budget.spend(2)
    const { node, parent, depth } = entry
    if (seen.has(node)) continue
    seen.add(node)
    const index = ranges.length
    ranges.push({
      id: idOf(node),
      label: readText(own(node, 'label')),
      parent,
      depth,
      canvases: canvasesOf(node, budget)
    })
    for (const child of childRanges(node).toReversed()) {
      const resolved = byId.get(idOf(child) ?? '') ?? (isRecord(child) ? child : null)
      if (resolved) stack.push({ node: resolved, parent: index, depth: depth + 1 })
    }
  }
  return ranges
}

function isTop(node: JsonRecord): boolean {
  return asArray(own(node, 'viewingHint', 'behavior')).includes('top')
}

function members(node: JsonRecord): readonly unknown[] {
  return [...asArray(own(node, 'items')), ...asArray(own(node, 'members'))]
}

function childRanges(node: JsonRecord): readonly unknown[] {
  return [...asArray(own(node, 'ranges')), ...members(node).filter(member => hasType(member, 'Range'))]
}

function canvasesOf(node: JsonRecord, budget: Budget): readonly string[] {
  const named = [...asArray(own(node, 'canvases')), ...members(node).filter(member => !hasType(member, 'Range'))]
  budget.spend(named.length)
  return named.flatMap(member => {
    const source = isRecord(member) ? own(member, 'source', 'full') : undefined
    const id = idOf(source) ?? idOf(member)
    return id === null ? [] : [splitFragment(id).source]
  })
}
