import type { HistoryService } from '../history/history-service'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import { createLabelIndex, type LabelIndex } from './label-index'
import { applyStoredMap, findLabelMap, type AppliedLabelMap } from './label-maps'
import type { ResolvedPopulation } from './populations'

/** A population's labels as they are now, in the classes of a model. */
export interface JudgedLabels {
  /** Class index per example, −1 = no truth. */
  readonly truth: Int32Array
  /** The same before edits that were made with predictions in view; null = there were none. */
  readonly originalTruth: Int32Array | null
  readonly edited: number
  /** Examples of classes that the model doesn't know and that no map leads to one of its own, by class id. */
  readonly foreign: ReadonlyMap<number, number>
  /** What other classes count as; null where the population has none that is mapped. */
  readonly labelMap: AppliedLabelMap | null
  /** Examples of the classes that are mapped, by class id. */
  readonly mapped: ReadonlyMap<number, number>
}

export interface LabelReader {
  /** The same arrays until a label changes, for every model of these classes. */
  of(session: ProjectSession, population: ResolvedPopulation, classIds: readonly number[]): JudgedLabels
  /** Examples by class id, whatever a model knows. */
  counts(session: ProjectSession, population: ResolvedPopulation): ReadonlyMap<number, number>
}

export function createLabelReader(history: Pick<HistoryService, 'onCommit'>): LabelReader {
  const known = new WeakSet<ProjectSession>()
  const indexOf = perSession(session => {
    known.add(session)
    return createLabelIndex(session.database)
  })
  const keptOf = perSession(() => new Map<string, JudgedLabels>())
  history.onCommit(({ session, changed }) => {
    keptOf(session).clear()
    const ids = changed.get('annotation')
    // Before its first use the index will read everything anyway.
    if (ids && known.has(session)) indexOf(session).refresh(ids)
  })

  return {
    of(session, population, classIds) {
      const own = new Map(classIds.map((id, at) => [id, at]))
      const { positions, applied } = applyStoredMap(own, findLabelMap(session, classIds, population.key))
      const kept = keptOf(session)
      const key = `${population.key} ${population.hash} ${classIds.join()} ${applied?.hash}`
      const labels = kept.get(key) ?? read(indexOf(session), population, own, positions, applied)
      kept.set(key, labels)
      return labels
    },
    counts: (session, population) => countClasses(indexOf(session), population)
  }
}

function read(
  labels: LabelIndex,
  population: ResolvedPopulation,
  own: ReadonlyMap<number, number>,
  positions: ReadonlyMap<number, number>,
  applied: AppliedLabelMap | null
): JudgedLabels {
  const { annotationIds } = population
  const others = [...countClasses(labels, population)].filter(([id]) => !own.has(id))
  const edited = annotationIds.reduce((count, id) => count + Number(labels.seenPredictions(id)), 0)
  return {
    truth: annotationIds.map(id => positions.get(labels.classOf(id)) ?? -1),
    originalTruth: edited === 0 ? null : annotationIds.map(id => positions.get(labels.classBefore(id)) ?? -1),
    edited,
    foreign: new Map(others.filter(([id]) => !positions.has(id))),
    mapped: new Map(others.filter(([id]) => positions.has(id))),
    labelMap: others.length > 0 ? applied : null
  }
}

function countClasses(labels: LabelIndex, { annotationIds }: ResolvedPopulation): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const id of annotationIds) {
    const classId = labels.classOf(id)
    if (classId !== 0) counts.set(classId, (counts.get(classId) ?? 0) + 1)
  }
  return counts
}
