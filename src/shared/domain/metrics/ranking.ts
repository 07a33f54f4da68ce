import { checkTruth, type Predictions } from './predictions'

// scikit-learn clips float64 probabilities by this machine epsilon, so that log 0 stays finite.
const EPSILON = 2 ** -52

/**
 * How often the true class comes first, second …: `[classes]` counts over examples with label and prediction, null
 * without scores. Equal
 * scores rank by class, the lower first, so that the first count agrees with the accuracy.
 */
export function countRanks(truth: Int32Array, predictions: Predictions): Int32Array | null {
  checkTruth(truth, predictions)
  const { classes, predicted, scores } = predictions
  if (!scores) return null
  const ranks = new Int32Array(classes)
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] ?? -1
    if (label === -1 || predicted[row] === -1) continue
    const start = row * classes
    const own = scores[start + label] ?? 0
    let rank = 0
    for (let at = start; at < start + label; at++) rank += Number((scores[at] ?? 0) >= own)
    for (let at = start + label + 1; at < start + classes; at++) rank += Number((scores[at] ?? 0) > own)
    ranks[rank]! += 1
  }
  return ranks
}

/** Share of examples whose true class is among the `k` highest scores; null without examples or scores. */
export function topKAccuracy(ranks: Int32Array | null, k: number): number | null {
  if (!ranks) return null
  const total = ranks.reduce((sum, count) => sum + count, 0)
  return total ? ranks.subarray(0, k).reduce((sum, count) => sum + count, 0) / total : null
}

/** Mean of −ln p(true class) over labelled examples (scikit-learn's log_loss); null without examples or probabilities. */
export function logLoss(truth: Int32Array, predictions: Predictions): number | null {
  checkTruth(truth, predictions)
  const { classes, predicted, scores, confidence } = predictions
  if (!scores || !confidence) return null
  let sum = 0
  let count = 0
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] ?? -1
    if (label === -1 || predicted[row] === -1) continue
    sum += lossOf(scores[row * classes + label] ?? 0)
    count++
  }
  return count ? sum / count : null
}

/** −ln p(true class) of every example, to sort errors by; NaN without label or prediction. Null without probabilities. */
export function exampleLosses(truth: Int32Array, predictions: Predictions): Float32Array | null {
  checkTruth(truth, predictions)
  const { classes, predicted, scores, confidence } = predictions
  if (!scores || !confidence) return null
  return Float32Array.from(truth, (label, row) =>
    label === -1 || predicted[row] === -1 ? NaN : lossOf(scores[row * classes + label] ?? 0)
  )
}

function lossOf(probability: number): number {
  return -Math.log(Math.min(Math.max(probability, EPSILON), 1 - EPSILON))
}
