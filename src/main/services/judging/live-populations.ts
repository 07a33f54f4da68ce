import { readExamples, type Example } from '../examples/examples'
import type { HistoryService } from '../history/history-service'
import type { ProjectSession } from '../session'
import { perSession } from '../workspace'
import { resolveSource, type ResolvedPopulation } from './populations'

/** Sources as populations: read once, then kept true by each commit. 70,000 examples take a third of a second to read. */
export interface LivePopulations {
  /** Errors: NOT_FOUND. */
  of(session: ProjectSession, sourceId: number): ResolvedPopulation
}

/** Above as many changed images reading everything anew is no slower. */
const fewImages = 200

export function createLivePopulations(history: Pick<HistoryService, 'onCommit'>): LivePopulations {
  const keptOf = perSession(() => new Map<number, ResolvedPopulation>())

  history.onCommit(({ session, changed, imageIds }) => {
    const kept = keptOf(session)
    const isOther = changed.has('image') || changed.has('source') || imageIds.length > fewImages
    for (const [sourceId, population] of kept) {
      const next = isOther ? null : withImagesRead(session, population, imageIds)
      if (next) kept.set(sourceId, next)
      else kept.delete(sourceId)
    }
  })

  return {
    of(session, sourceId) {
      const kept = keptOf(session)
      const population = kept.get(sourceId) ?? resolveSource(session, sourceId)
      kept.set(sourceId, population)
      return population
    }
  }
}

/** The population with the examples of these images as they are now; null when it consists of other examples now. */
function withImagesRead(
  { database }: ProjectSession,
  population: ResolvedPopulation,
  imageIds: readonly number[]
): ResolvedPopulation | null {
  if (population.pixels.kind !== 'live') return null
  const places = imageIds.flatMap(imageId => {
    const start = lowerBound(population.imageIds, imageId)
    const end = lowerBound(population.imageIds, imageId + 1)
    return start < end ? [{ imageId, start, end }] : []
  })
  if (places.length === 0) return population
  const examples = [...population.pixels.examples]
  const read = readExamples(database, { imageIds: places.map(({ imageId }) => imageId) })
  for (const { imageId, start, end } of places) {
    const fresh = read.filter(example => example.imageId === imageId)
    const isSame = (example: Example, at: number): boolean =>
      (example.annotation?.id ?? 0) === population.annotationIds[start + at]
    if (fresh.length !== end - start || !fresh.every(isSame)) return null
    examples.splice(start, fresh.length, ...fresh)
  }
  return { ...population, pixels: { kind: 'live', examples } }
}

/** First position of a rising list whose value is `value` or more. */
function lowerBound(sorted: Int32Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
