import type { PredictedItem } from '@shared/contract/evaluation'
import type { Predictions } from '@shared/domain/metrics/predictions'
import { exampleLosses } from '@shared/domain/metrics/ranking'
import type { ProjectDatabase } from '../../storage/database'
import type { ResolvedPopulation } from '../judging/populations'

export interface ItemQuery {
  readonly truth?: number | undefined
  readonly predicted?: number | undefined
  readonly only: 'all' | 'wrong' | 'right'
  readonly below?: number | undefined
  readonly above?: number | undefined
  readonly sort: 'confidence' | '-confidence' | 'loss' | 'disagreement'
  readonly offset: number
  readonly limit: number
}

/** Examples that a view asks for (a cell, all errors, the unsure ones), ordered and cut to a page. */
export function selectItems(
  database: ProjectDatabase,
  population: ResolvedPopulation,
  predictions: Predictions,
  truth: Int32Array,
  query: ItemQuery
): { total: number; items: PredictedItem[] } {
  const { predicted, confidence } = predictions
  const chosen: number[] = []
  for (let at = 0; at < population.count; at++) {
    const label = truth[at] ?? -1
    const guess = predicted[at] ?? -1
    // An example without a prediction is neither right nor wrong, nor unsure.
    const sure = guess === -1 ? null : (confidence?.[at] ?? null)
    if (query.truth !== undefined && label !== query.truth) continue
    if (query.predicted !== undefined && guess !== query.predicted) continue
    if (query.only !== 'all' && (label === -1 || guess === -1 || (label === guess) !== (query.only === 'right')))
      continue
    if (query.below !== undefined && (sure === null || sure >= query.below)) continue
    if (query.above !== undefined && (sure === null || sure < query.above)) continue
    chosen.push(at)
  }
  const order = orderBy(query.sort, predictions, truth)
  if (order) chosen.sort((a, b) => (order[b] ?? 0) - (order[a] ?? 0) || a - b)

  const statusOf = database.sqlite.prepare<[number], string>('select status from annotation where id = ?').pluck()
  const items = describeExamples(database, population, chosen.slice(query.offset, query.offset + query.limit)).map(
    example => {
      const label = truth[example.index] ?? -1
      return {
        ...example,
        truth: label === -1 ? null : label,
        predicted: predicted[example.index] ?? -1,
        confidence: predicted[example.index] === -1 ? null : (confidence?.[example.index] ?? null),
        reviewed: statusOf.get(population.annotationIds[example.index] ?? 0) === 'reviewed'
      }
    }
  )
  return { total: chosen.length, items }
}

/** What leads to an example: its image and the annotation that labels it. */
export function describeExamples(
  { sqlite }: ProjectDatabase,
  population: ResolvedPopulation,
  positions: readonly number[]
): Pick<PredictedItem, 'imageId' | 'annotationId' | 'index' | 'name'>[] {
  const name = sqlite.prepare<[number], string>('select name from image where id = ?').pluck()
  const uuid = sqlite.prepare<[number], string>('select uuid from annotation where id = ?').pluck()
  return positions.map(index => {
    const imageId = population.imageIds[index] ?? 0
    return {
      imageId,
      annotationId: uuid.get(population.annotationIds[index] ?? 0) ?? null,
      index,
      name: name.get(imageId) ?? ''
    }
  })
}

/** Values to sort by, largest first; null = keep the population's order. */
function orderBy(sort: ItemQuery['sort'], predictions: Predictions, truth: Int32Array): ArrayLike<number> | null {
  switch (sort) {
    case '-confidence':
      return predictions.confidence
    case 'confidence':
      return predictions.confidence && predictions.confidence.map(value => -value)
    case 'loss':
    case 'disagreement':
      return exampleLosses(truth, predictions)
  }
}
