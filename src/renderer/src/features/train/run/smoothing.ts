/** Exponential moving average without a bias at the start; `weight` in [0, 1) is that of what went before. Gaps stay. */
export function smooth(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  let sum = 0
  let norm = 0
  return values.map(value => {
    if (value === null) return null
    sum = weight * sum + (1 - weight) * value
    norm = weight * norm + (1 - weight)
    return sum / norm
  })
}
