import { marginCounts, type Confusion } from './confusion'

/** Errors between two classes in either direction. */
export interface PairErrors {
  readonly a: number
  readonly b: number
  readonly aAsB: number
  readonly bAsA: number
  /** Labelled examples of both classes: the denominator of `rate`. */
  readonly support: number
  readonly rate: number | null
}

/** Error rate of every pair of classes a < b, highest first; pairs without any example come last with the rate null. */
export function pairErrorRates(confusion: Confusion): readonly PairErrors[] {
  const { classes, counts } = confusion
  const { support: supports } = marginCounts(confusion)
  const pairs: PairErrors[] = []
  for (let a = 0; a < classes; a++) {
    for (let b = a + 1; b < classes; b++) {
      const aAsB = counts[a * classes + b] ?? 0
      const bAsA = counts[b * classes + a] ?? 0
      const support = (supports[a] ?? 0) + (supports[b] ?? 0)
      pairs.push({ a, b, aAsB, bAsA, support, rate: support ? (aAsB + bAsA) / support : null })
    }
  }
  return pairs.sort((x, y) => (y.rate ?? -1) - (x.rate ?? -1))
}
