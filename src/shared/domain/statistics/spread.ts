/** Mean and sample standard deviation (n − 1), as used for folds; null where there are too few values. */
export function meanAndDeviation(values: readonly number[]): { mean: number | null; sd: number | null } {
  const count = values.length
  if (count === 0) return { mean: null, sd: null }
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  if (count === 1) return { mean, sd: null }
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)) }
}
