import { checkTruth, PredictionError, type Predictions } from './predictions'

/** How many of several models are right, per example and in total. */
export interface Consensus {
  /** Number of models that are right, per example; 255 = not judged (no label, or a model gave no prediction). */
  readonly rightCount: Uint8Array
  readonly allRight: number
  /** Some models right, some wrong. */
  readonly someWrong: number
  readonly allWrong: number
  /** Examples judged: the denominator of the three. */
  readonly total: number
  /** Of the examples that at least one model gets wrong, the share that all get wrong; null when none does. */
  readonly sharedErrors: number | null
}

/** Count of an example without a label, or without a prediction of one of the models. */
export const NOT_JUDGED = 255

/** Agreement of up to 254 models with the labels. Throws a PredictionError when they don't fit together. */
export function countConsensus(truth: Int32Array, models: readonly Predictions[]): Consensus {
  if (models.length >= NOT_JUDGED) throw new PredictionError('At most 254 models can be compared at once.')
  const rightCount = new Uint8Array(truth.length)
  for (const model of models) {
    checkTruth(truth, model)
    const { predicted } = model
    for (let row = 0; row < truth.length; row++) {
      if (truth[row] === -1 || predicted[row] === -1) rightCount[row] = NOT_JUDGED
      else if (truth[row] === predicted[row] && rightCount[row] !== NOT_JUDGED) rightCount[row]! += 1
    }
  }
  let allRight = 0
  let allWrong = 0
  let total = 0
  for (const count of models.length ? rightCount : []) {
    if (count === NOT_JUDGED) continue
    total++
    if (count === models.length) allRight++
    else if (count === 0) allWrong++
  }
  const anyWrong = total - allRight
  return {
    rightCount,
    allRight,
    someWrong: anyWrong - allWrong,
    allWrong,
    total,
    sharedErrors: anyWrong ? allWrong / anyWrong : null
  }
}

/** How two models differ on the same examples. */
export interface PairComparison {
  readonly total: number
  readonly bothRight: number
  readonly bothWrong: number
  /** Examples that only the first, or only the second, gets right: first's wins and losses. */
  readonly onlyARight: Int32Array
  readonly onlyBRight: Int32Array
}

/** Compares two models on the examples that are labelled and predicted by both. */
export function comparePair(truth: Int32Array, a: Predictions, b: Predictions): PairComparison {
  checkTruth(truth, a)
  checkTruth(truth, b)
  const wins: number[] = []
  const losses: number[] = []
  let bothRight = 0
  let bothWrong = 0
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row]
    if (label === -1 || a.predicted[row] === -1 || b.predicted[row] === -1) continue
    const aRight = a.predicted[row] === label
    const bRight = b.predicted[row] === label
    if (aRight && bRight) bothRight++
    else if (aRight) wins.push(row)
    else if (bRight) losses.push(row)
    else bothWrong++
  }
  return {
    total: bothRight + bothWrong + wins.length + losses.length,
    bothRight,
    bothWrong,
    onlyARight: Int32Array.from(wins),
    onlyBRight: Int32Array.from(losses)
  }
}
