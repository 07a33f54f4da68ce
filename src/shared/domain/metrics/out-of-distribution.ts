import { binomialUpperTail } from '../statistics/binomial'
import type { Predictions } from './predictions'

/** Counts in equal ranges of [0, 1]. */
export interface Distribution {
  readonly bins: readonly { readonly low: number; readonly high: number; readonly count: number }[]
  readonly mean: number
}

/** What a model makes of examples whose labels say nothing about its classes. */
export interface OutOfDistribution {
  /** Examples with a prediction: the denominator. */
  readonly count: number
  readonly unpredicted: number
  /** `[classes]` */
  readonly predicted: Int32Array
  /** Null where only labels or scores are known, or without examples. */
  readonly confidence: Distribution | null
  /** Of the probabilities, divided by that of an even guess: 0 = sure of one class, 1 = knows nothing. */
  readonly entropy: Distribution | null
  /** Classes that take far more predictions than their even share. */
  readonly sinks: readonly { readonly class: number; readonly count: number }[]
}

/** A sink takes at least this many times its even share. */
const SINK_SHARE = 3
const SIGNIFICANCE = 0.05

/** Distributions of a model's predictions, without any label. */
export function describeOutOfDistribution(
  { classes, predicted, scores, confidence }: Predictions,
  bins = 20
): OutOfDistribution {
  const counts = new Int32Array(classes)
  const rows: number[] = []
  predicted.forEach((label, row) => {
    if (label < 0) return
    counts[label]! += 1
    rows.push(row)
  })
  const total = rows.length
  const sinks = Array.from(counts, (count, label) => ({ class: label, count })).filter(
    ({ count }) =>
      classes > 2 &&
      count * classes >= Math.min(SINK_SHARE, classes - 1) * total &&
      total > 0 &&
      binomialUpperTail(count, total, 1 / classes) < SIGNIFICANCE
  )
  return {
    count: total,
    unpredicted: predicted.length - total,
    predicted: counts,
    confidence: confidence && distribute(rows, row => confidence[row] ?? 0, bins),
    entropy: confidence && scores && distribute(rows, row => entropyOf(scores, row, classes), bins),
    sinks
  }
}

function distribute(rows: readonly number[], valueOf: (row: number) => number, bins: number): Distribution | null {
  if (rows.length === 0) return null
  const counts = new Int32Array(bins)
  let sum = 0
  for (const row of rows) {
    const value = valueOf(row)
    counts[Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1))]! += 1
    sum += value
  }
  return {
    bins: Array.from(counts, (count, bin) => ({ low: bin / bins, high: (bin + 1) / bins, count })),
    mean: sum / rows.length
  }
}

function entropyOf(probabilities: Float32Array, row: number, classes: number): number {
  if (classes < 2) return 0
  let entropy = 0
  for (let at = row * classes; at < (row + 1) * classes; at++) {
    const value = probabilities[at] ?? 0
    if (value > 0) entropy -= value * Math.log(value)
  }
  return entropy / Math.log(classes)
}
