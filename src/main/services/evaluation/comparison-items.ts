import type { ComparedCounts, ComparedShow } from '@shared/contract/comparison'
import { countConsensus, NOT_JUDGED } from '@shared/domain/metrics/consensus'
import type { Predictions } from '@shared/domain/metrics/predictions'

export interface ComparedQuery {
  readonly show: ComparedShow
  readonly a: number
  readonly b: number
  readonly truth?: number | undefined
  readonly aPredicted?: number | undefined
  readonly bPredicted?: number | undefined
}

/** Examples of a comparison that a view asks for, in the population's order, and how many every other view has. */
export function selectCompared(
  truth: Int32Array,
  models: readonly Predictions[],
  query: ComparedQuery
): { readonly chosen: readonly number[]; readonly counts: ComparedCounts } {
  const { rightCount } = countConsensus(truth, models)
  const [first, second] = [models[query.a]?.predicted, models[query.b]?.predicted]
  const counts = { all: 0, allRight: 0, someWrong: 0, allWrong: 0, disagree: 0, wins: 0, losses: 0 }
  const chosen: number[] = []
  for (let at = 0; at < truth.length; at++) {
    const label = truth[at]
    if (query.truth !== undefined && label !== query.truth) continue
    if (query.aPredicted !== undefined && first?.[at] !== query.aPredicted) continue
    if (query.bPredicted !== undefined && second?.[at] !== query.bPredicted) continue
    const right = rightCount[at] ?? NOT_JUDGED
    const isJudged = right !== NOT_JUDGED
    const aRight = first?.[at] === label
    const bRight = second?.[at] === label
    const matches = {
      all: true,
      allRight: right === models.length,
      someWrong: isJudged && right > 0 && right < models.length,
      allWrong: right === 0,
      disagree: models.some(({ predicted }) => predicted[at] !== models[0]?.predicted[at]),
      wins: isJudged && second !== undefined && aRight && !bRight,
      losses: isJudged && second !== undefined && bRight && !aRight
    }
    counts.all++
    if (matches.allRight) counts.allRight++
    if (matches.someWrong) counts.someWrong++
    if (matches.allWrong) counts.allWrong++
    if (matches.disagree) counts.disagree++
    if (matches.wins) counts.wins++
    if (matches.losses) counts.losses++
    if (matches[query.show]) chosen.push(at)
  }
  return { chosen, counts }
}
