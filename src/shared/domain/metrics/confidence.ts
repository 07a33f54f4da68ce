import { checkTruth, type Predictions } from './predictions'

/** Predictions of one range of confidence, from `low` (excluded, but for 0) to `high` (included). */
export interface ConfidenceBin {
  readonly low: number
  readonly high: number
  readonly right: number
  readonly wrong: number
  readonly unlabelled: number
  /** Mean confidence of the labelled ones; null when there are none. */
  readonly confidence: number | null
  /** Share of right ones among the labelled; null when there are none. */
  readonly accuracy: number | null
}

/** The bins of a confidence histogram and reliability curve, and how far confidence is from accuracy. */
export interface Reliability {
  readonly bins: readonly ConfidenceBin[]
  /** Expected calibration error (Guo et al. 2017) over these bins, [0, 1]; null without labelled examples. */
  readonly ece: number | null
  /** Largest gap of any bin. */
  readonly mce: number | null
}

/** Counts right and wrong predictions in equal ranges of confidence, no example without one; null without confidence. */
export function measureReliability(truth: Int32Array, predictions: Predictions, bins = 10): Reliability | null {
  checkTruth(truth, predictions)
  const { predicted, confidence } = predictions
  if (!confidence) return null
  const right = new Int32Array(bins)
  const wrong = new Int32Array(bins)
  const unlabelled = new Int32Array(bins)
  const sums = new Float64Array(bins)
  for (let row = 0; row < truth.length; row++) {
    if (predicted[row] === -1) continue
    const label = truth[row] ?? -1
    const value = confidence[row] ?? 0
    const bin = Math.max(0, Math.ceil(value * bins) - 1)
    if (label === -1) {
      unlabelled[bin]! += 1
      continue
    }
    if (label === predicted[row]) right[bin]! += 1
    else wrong[bin]! += 1
    sums[bin]! += value
  }
  const filled = Array.from(right, (hits, bin) => {
    const misses = wrong[bin] ?? 0
    const count = hits + misses
    return {
      low: bin / bins,
      high: (bin + 1) / bins,
      right: hits,
      wrong: misses,
      unlabelled: unlabelled[bin] ?? 0,
      confidence: count ? (sums[bin] ?? 0) / count : null,
      accuracy: count ? hits / count : null
    }
  })
  return { bins: filled, ...calibrationErrors(filled) }
}

function calibrationErrors(bins: readonly ConfidenceBin[]): { ece: number | null; mce: number | null } {
  let total = 0
  let weighted = 0
  let largest = 0
  for (const { right, wrong, confidence, accuracy } of bins) {
    if (confidence === null || accuracy === null) continue
    const gap = Math.abs(accuracy - confidence)
    total += right + wrong
    weighted += gap * (right + wrong)
    largest = Math.max(largest, gap)
  }
  return total ? { ece: weighted / total, mce: largest } : { ece: null, mce: null }
}

/** What remains when predictions below a threshold are rejected. */
export interface RejectionPoint {
  readonly threshold: number
  /** Labelled predictions with at least this confidence, and how many of them are right. */
  readonly kept: number
  readonly right: number
  /** Share kept; null when nothing is labelled. */
  readonly coverage: number | null
  /** Accuracy of those kept; null when none is. */
  readonly accuracy: number | null
}

/** Coverage and accuracy at the thresholds 0, 1/steps … 1; null when there is no confidence. */
export function rejectionCurve(
  truth: Int32Array,
  predictions: Predictions,
  steps = 100
): readonly RejectionPoint[] | null {
  checkTruth(truth, predictions)
  const { predicted, confidence } = predictions
  if (!confidence) return null
  const kept = new Int32Array(steps + 1)
  const right = new Int32Array(steps + 1)
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] ?? -1
    if (label === -1 || predicted[row] === -1) continue
    const value = confidence[row] ?? 0
    // The product may round across a threshold: compare with the threshold as it is reported.
    let step = Math.floor(value * steps)
    if (step / steps > value) step--
    else if ((step + 1) / steps <= value) step++
    kept[step]! += 1
    if (label === predicted[row]) right[step]! += 1
  }
  for (let step = steps - 1; step >= 0; step--) {
    kept[step]! += kept[step + 1] ?? 0
    right[step]! += right[step + 1] ?? 0
  }
  const total = kept[0] ?? 0
  return Array.from(kept, (count, step) => ({
    threshold: step / steps,
    kept: count,
    right: right[step] ?? 0,
    coverage: total ? count / total : null,
    accuracy: count ? (right[step] ?? 0) / count : null
  }))
}
