import { argmax } from '../math/loss'

export interface ValidationMetrics {
  readonly accuracy: number
  /** Unweighted means over the classes; a class never predicted counts as precision 0, as scikit-learn's default. */
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Accuracy and macro averages of outputs `[count, classes]`; classes that occur in neither labels nor predictions are left out. */
export function validationMetrics(outputs: Float32Array, labels: Int32Array): ValidationMetrics {
  const classes = outputs.length / labels.length
  const right = new Int32Array(classes)
  const predicted = new Int32Array(classes)
  const support = new Int32Array(classes)
  const increment = (counts: Int32Array, at: number) => (counts[at] = (counts[at] ?? 0) + 1)
  labels.forEach((label, row) => {
    const winner = argmax(outputs.subarray(row * classes, (row + 1) * classes))
    increment(predicted, winner)
    increment(support, label)
    if (winner === label) increment(right, label)
  })
  const sums = { precision: 0, recall: 0, f1: 0, classes: 0, right: 0 }
  for (let k = 0; k < classes; k++) {
    const [hits = 0, claimed = 0, present = 0] = [right[k], predicted[k], support[k]]
    sums.right += hits
    if (claimed + present === 0) continue
    sums.classes++
    sums.precision += claimed > 0 ? hits / claimed : 0
    sums.recall += present > 0 ? hits / present : 0
    sums.f1 += (2 * hits) / (claimed + present)
  }
  return {
    accuracy: sums.right / labels.length,
    precision: sums.precision / sums.classes,
    recall: sums.recall / sums.classes,
    f1: sums.f1 / sums.classes
  }
}
