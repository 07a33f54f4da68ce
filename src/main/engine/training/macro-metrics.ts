import type { ClassCounts } from '@shared/contract/checkpoint'
import { argmax } from '../math/loss'

export interface MacroMetrics {
  /** Unweighted means over the classes; a class never predicted counts as precision 0, as scikit-learn's default. */
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export const noCounts = (classes: number): ClassCounts => {
  const zeros = () => Array.from({ length: classes }, () => 0)
  return { right: zeros(), predicted: zeros(), support: zeros() }
}

const increment = (counts: number[], at: number) => (counts[at] = (counts[at] ?? 0) + 1)

export function countPrediction({ right, predicted, support }: ClassCounts, label: number, winner: number): void {
  increment(predicted, winner)
  increment(support, label)
  if (winner === label) increment(right, label)
}

/** Macro averages; classes that occur in neither labels nor predictions are left out. */
export function macroMetrics({ right, predicted, support }: ClassCounts): MacroMetrics {
  const sums = { precision: 0, recall: 0, f1: 0, classes: 0 }
  right.forEach((hits, k) => {
    const [claimed = 0, present = 0] = [predicted[k], support[k]]
    if (claimed + present === 0) return
    sums.classes++
    sums.precision += claimed > 0 ? hits / claimed : 0
    sums.recall += present > 0 ? hits / present : 0
    sums.f1 += (2 * hits) / (claimed + present)
  })
  return {
    precision: sums.precision / sums.classes,
    recall: sums.recall / sums.classes,
    f1: sums.f1 / sums.classes
  }
}

/** Accuracy and macro averages of outputs `[count, classes]`. */
export function validationMetrics(
  outputs: Float32Array,
  labels: Int32Array
): MacroMetrics & { readonly accuracy: number } {
  const classes = outputs.length / labels.length
  const counts = noCounts(classes)
  labels.forEach((label, row) => {
    countPrediction(counts, label, argmax(outputs.subarray(row * classes, (row + 1) * classes)))
  })
  const right = counts.right.reduce((sum, hits) => sum + hits, 0)
  return { accuracy: right / labels.length, ...macroMetrics(counts) }
}
