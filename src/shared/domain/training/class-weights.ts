/**
 * Weights that let every class count alike, as scikit-learn's `compute_class_weight('balanced')`: total / (classes × count).
 * `counts` are training examples per class; a class without any keeps 1. Keys are class indexes, as in Keras.
 */
export function balancedClassWeights(counts: readonly number[]): Readonly<Record<string, number>> {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return Object.fromEntries(
    counts.map((count, index) => [String(index), count > 0 ? total / (counts.length * count) : 1])
  )
}
