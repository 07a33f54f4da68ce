import { checkTruth, type Predictions } from './predictions'

/** From which confidence on a class's predictions are as precise as wanted. */
export interface ClassThreshold {
  readonly predicted: number
  /** Lowest confidence to accept; null when no threshold reaches the precision. */
  readonly threshold: number | null
  /** Labelled predictions of the class, those accepted, and those of them that are right. */
  readonly count: number
  readonly accepted: number
  readonly right: number
}

/**
 * Per class the lowest threshold at which the accepted predictions reach `precision`; null when there is no confidence.
 * Thresholds chosen on the examples that they are judged on look better than they are.
 */
export function classThresholds(
  truth: Int32Array,
  predictions: Predictions,
  precision: number
): readonly ClassThreshold[] | null {
  checkTruth(truth, predictions)
  const { classes, predicted, confidence } = predictions
  if (!confidence) return null
  const rowsOf: number[][] = Array.from({ length: classes }, () => [])
  for (let row = 0; row < truth.length; row++) if (truth[row] !== -1) rowsOf[predicted[row] ?? -1]?.push(row)
  return rowsOf.map((rows, label) => {
    rows.sort((a, b) => (confidence[b] ?? 0) - (confidence[a] ?? 0))
    let hits = 0
    let found = { threshold: null as number | null, accepted: 0, right: 0 }
    rows.forEach((row, at) => {
      if (truth[row] === label) hits++
      const value = confidence[row] ?? 0
      const next = rows[at + 1]
      // Equal confidences are accepted together or not at all.
      if (next !== undefined && confidence[next] === value) return
      if (hits >= precision * (at + 1)) found = { threshold: value, accepted: at + 1, right: hits }
    })
    return { predicted: label, count: rows.length, ...found }
  })
}
