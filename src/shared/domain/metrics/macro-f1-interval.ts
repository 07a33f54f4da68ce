import { bootstrapMacroF1 } from '../statistics/bootstrap'
import type { Interval } from '../statistics/wilson'
import { checkTruth, type Predictions } from './predictions'

/** Examples that the interval is given for at the most: it costs some 20 ms then, after every edit of a label. */
const most = 500
/** The same examples give the same interval. */
const seed = 1

/**
 * Percentile bootstrap interval of the macro F1 at 95 %, over examples with label and prediction; null for fewer than 2,
 * and for more than 500, where it says little that the classes' own intervals don't. Throws a PredictionError when labels
 * and predictions don't fit together.
 */
export function macroF1Interval(truth: Int32Array, predictions: Predictions): Interval | null {
  checkTruth(truth, predictions)
  const { classes, predicted } = predictions
  const rows = Array.from(truth.keys()).filter(row => truth[row] !== -1 && predicted[row] !== -1)
  if (rows.length > most) return null
  const cells = Int32Array.from(rows, row => (truth[row] ?? 0) * classes + (predicted[row] ?? 0))
  return bootstrapMacroF1(cells, classes, { seed })
}
