import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { LabelMapKind } from '@shared/contract/label-map-kind'
import { labelMap } from '../../storage/judging-schema'
import type { ProjectSession } from '../session'

export type StoredLabelMap = typeof labelMap.$inferSelect

/** What classes that a model doesn't know count as; a part of what a figure rests on. */
export interface AppliedLabelMap {
  readonly kind: LabelMapKind
  /** Of its pairs: two figures with one hash rest on the same map. */
  readonly hash: string
  readonly pairs: StoredLabelMap['pairs']
}

/** The map that is stored for models of these classes on this population, null without. */
export function findLabelMap(
  { database }: ProjectSession,
  classIds: readonly number[],
  population: string
): StoredLabelMap | null {
  const of = and(eq(labelMap.modelClasses, classIds.join()), eq(labelMap.population, population))
  return database.orm.select().from(labelMap).where(of).get() ?? null
}

/** Adds to the positions of a model's own classes those of the classes that count as one of them. */
export function applyStoredMap(
  positions: ReadonlyMap<number, number>,
  stored: StoredLabelMap | null
): { readonly positions: ReadonlyMap<number, number>; readonly applied: AppliedLabelMap | null } {
  if (!stored) return { positions, applied: null }
  const all = new Map(positions)
  const pairs = stored.pairs.filter(([from]) => !positions.has(from)).toSorted(([a], [b]) => a - b)
  for (const [from, to] of pairs) {
    const at = to === null ? undefined : positions.get(to)
    if (at !== undefined) all.set(from, at)
  }
  const hash = createHash('sha256').update(JSON.stringify(pairs)).digest('hex')
  return { positions: all, applied: pairs.length === 0 ? null : { kind: stored.kind, hash, pairs } }
}
