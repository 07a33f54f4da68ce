// ECMAScript leaves the last digits of Math.log to the implementation; +, −, × and ÷ are exact IEEE 754 everywhere.
const LN2 = 0.6931471805599453
const SQRT2 = 1.4142135623730951
const TERMS = 12

/** Natural logarithm of a normal positive number, the same bits on every platform, within 4 units of the last place. */
export function exactLog(value: number): number {
  let mantissa = value
  let exponent = 0
  while (mantissa > SQRT2) {
    mantissa /= 2
    exponent++
  }
  while (mantissa < SQRT2 / 2) {
    mantissa *= 2
    exponent--
  }
  // ln m = 2 artanh z with |z| ≤ 0.172, so that the twelfth term is below 1e-17.
  const z = (mantissa - 1) / (mantissa + 1)
  const square = z * z
  let sum = 0
  for (let term = TERMS; term >= 0; term--) sum = sum * square + 1 / (2 * term + 1)
  return exponent * LN2 + 2 * z * sum
}
