/** Features of one item: at length 1, so that a product of two is the cosine of the angle between them. */
export type UnitVector = Float32Array

/** Brings a vector to length 1, in place. One of length 0 stays: it is like nothing. */
export function toUnit(vector: Float32Array): UnitVector {
  const length = Math.sqrt(dot(vector, vector))
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) / length
  return vector
}

/** Scalar product of two vectors of one length. Four sums at once: one alone waits for itself at every step. */
export function dot(a: Float32Array, b: Float32Array): number {
  const whole = a.length - (a.length % 4)
  let [first, second, third, fourth] = [0, 0, 0, 0]
  let at = 0
  // All indexes are within both arrays.
  for (; at < whole; at += 4) {
    first += a[at]! * b[at]!
    second += a[at + 1]! * b[at + 1]!
    third += a[at + 2]! * b[at + 2]!
    fourth += a[at + 3]! * b[at + 3]!
  }
  for (; at < a.length; at++) first += a[at]! * b[at]!
  return first + second + third + fourth
}

/** Mean direction of some vectors: what they have in common. */
export function meanDirection(vectors: readonly UnitVector[]): UnitVector {
  const sum = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0)
  return toUnit(sum)
}
