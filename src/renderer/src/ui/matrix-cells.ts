import type { Evaluation } from '@shared/contract/evaluation'

export type Normalise = 'counts' | 'true' | 'pred' | 'all'

/** One cell of a matrix of classes, true class by predicted class, as MatrixGrid draws it. */
export interface MatrixGridCell {
  readonly truth: number
  readonly predicted: number
  readonly text: string
  /** Read instead of the bare text. */
  readonly label: string
  /** How much of the colour is mixed into the ground, in [0, 0.9]; 0 = a cell without anything in it. */
  readonly heat: number
  readonly tone: 'right' | 'wrong'
}

export interface MatrixCell {
  readonly truth: number
  readonly predicted: number
  readonly count: number
  /** What the denominator of the chosen normalisation is; null for counts. */
  readonly share: number | null
  /** How much heat colour is mixed in, in [0, 0.9]; 0 = none. */
  readonly heat: number
}

/** Rows of cells. The diagonal is coloured by its share of the row from 0.5 on, others against the largest error. */
export function matrixCells(confusion: Evaluation['confusion'], by: Normalise): readonly (readonly MatrixCell[])[] {
  const { counts } = confusion
  const rowSums = counts.map(row => row.reduce((sum, value) => sum + value, 0))
  const columnSums = counts.map((_, at) => counts.reduce((sum, row) => sum + (row[at] ?? 0), 0))
  const total = rowSums.reduce((sum, value) => sum + value, 0)
  const largest = Math.max(1, ...counts.flatMap((row, truth) => row.filter((_, predicted) => predicted !== truth)))
  const denominator = (truth: number, predicted: number): number | null => {
    switch (by) {
      case 'counts':
        return null
      case 'true':
        return rowSums[truth] ?? 0
      case 'pred':
        return columnSums[predicted] ?? 0
      case 'all':
        return total
    }
  }
  return counts.map((row, truth) =>
    row.map((count, predicted) => {
      const of = denominator(truth, predicted)
      const ofRow = count / Math.max(1, rowSums[truth] ?? 0)
      const strength = truth === predicted ? Math.max(0, (ofRow - 0.5) * 2) : (count / largest) ** 0.75
      return {
        truth,
        predicted,
        count,
        share: of === null ? null : of === 0 ? 0 : count / of,
        heat: count === 0 ? 0 : 0.06 + 0.84 * strength
      }
    })
  )
}
