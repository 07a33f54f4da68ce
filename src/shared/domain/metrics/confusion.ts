import { checkTruth, type Predictions } from './predictions'

/** Counts of labelled and predicted examples; rows are true classes, columns predicted ones. */
export interface Confusion {
  readonly classes: number
  /** `[classes, classes]`: `counts[truth * classes + predicted]`. */
  readonly counts: Int32Array
  /** Examples counted: the denominator of every figure. */
  readonly total: number
  readonly correct: number
  /** Examples left out because they have no label, or no prediction. */
  readonly unlabelled: number
  readonly unpredicted: number
}

/** Counts true against predicted classes. Throws a PredictionError when labels and predictions don't fit together. */
export function countConfusion(truth: Int32Array, predictions: Predictions): Confusion {
  checkTruth(truth, predictions)
  const { classes, predicted } = predictions
  const counts = new Int32Array(classes * classes)
  let unlabelled = 0
  let unpredicted = 0
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] ?? -1
    const guess = predicted[row] ?? -1
    if (label === -1) unlabelled++
    else if (guess === -1) unpredicted++
    else counts[label * classes + guess]! += 1
  }
  let correct = 0
  for (let label = 0; label < classes; label++) correct += counts[label * (classes + 1)] ?? 0
  return { classes, counts, total: truth.length - unlabelled - unpredicted, correct, unlabelled, unpredicted }
}

/** Number of examples of each true class, and of each predicted class, `[classes]`. */
export function marginCounts({ classes, counts }: Confusion): { support: Int32Array; predicted: Int32Array } {
  const support = new Int32Array(classes)
  const predicted = new Int32Array(classes)
  for (let row = 0; row < classes; row++) {
    for (let column = 0; column < classes; column++) {
      const count = counts[row * classes + column] ?? 0
      support[row]! += count
      predicted[column]! += count
    }
  }
  return { support, predicted }
}
