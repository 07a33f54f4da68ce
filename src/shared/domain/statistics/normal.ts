/** Chance that a standard normal variable differs from 0 by `z` or more: erfc(|z| / √2), to about 1e-14 relative. */
export function twoSidedTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  return x < 2 ? 1 - erfSeries(x) : erfcFraction(x)
}

/** The z that a standard normal variable stays within, ±, with this chance, e.g. 1.959964 for 0.95. */
export function normalQuantile(confidence: number): number {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`A confidence lies between 0 and 1, not at ${confidence}.`)
  const tail = 1 - confidence
  // Newton's method on a function that is convex to the right of 0 climbs to the root from any start below it.
  let z = 0
  for (let step = 0; step < 100; step++) {
    const density = (Math.SQRT2 * Math.exp((-z * z) / 2)) / Math.sqrt(Math.PI)
    const move = (twoSidedTail(z) - tail) / density
    z += move
    if (Math.abs(move) < 1e-15 * Math.max(1, z)) break
  }
  return z
}

/** erf x = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms are all positive (Abramowitz and Stegun 7.1.6). */
function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

/** Continued fraction of erfc (Abramowitz and Stegun 7.1.14), evaluated from its far end; converged for x ≥ 2. */
function erfcFraction(x: number): number {
  let fraction = x
  for (let n = 80; n >= 1; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
