import { comparePair } from '../metrics/consensus'
import type { Predictions } from '../metrics/predictions'
import { adjustHolm } from './holm'
import { mcnemarTest, type McNemar } from './mcnemar'
import { verdictOnPair } from './verdict'

/** A model under the name that its sentences use. */
export interface NamedPredictions {
  readonly name: string
  readonly predictions: Predictions
}

/** Two models on the same examples. */
export interface PairVerdict {
  /** Positions in the list of models. */
  readonly a: number
  readonly b: number
  readonly total: number
  readonly onlyARight: number
  readonly onlyBRight: number
  readonly test: McNemar
  /** Holm's p-value over all pairs; null when there is one pair only. */
  readonly adjusted: number | null
  readonly verdict: string
}

/** Every pair of models on one population, with McNemar's test and, for several pairs, Holm's correction. */
export function compareModels(
  truth: Int32Array,
  models: readonly NamedPredictions[],
  unit: string
): readonly PairVerdict[] {
  const pairs = models.flatMap((first, a) =>
    models.slice(a + 1).map((second, offset) => {
      const { total, onlyARight, onlyBRight } = comparePair(truth, first.predictions, second.predictions)
      const test = mcnemarTest(onlyARight.length, onlyBRight.length)
      const counts = { total, onlyARight: onlyARight.length, onlyBRight: onlyBRight.length }
      return { a, b: a + 1 + offset, names: { a: first.name, b: second.name }, ...counts, test }
    })
  )
  const corrected = pairs.length > 1 ? adjustHolm(pairs.map(pair => pair.test.pValue)) : []
  return pairs.map(({ names, ...pair }, at) => {
    const adjusted = corrected[at] ?? null
    return { ...pair, adjusted, verdict: verdictOnPair({ ...pair, ...names, adjusted, unit }) }
  })
}
