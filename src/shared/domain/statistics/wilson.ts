import { normalQuantile } from './normal'

/** An interval; both ends in the unit of what it is an interval of. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** Wilson's score interval of a proportion without continuity correction (Wilson 1927); null without trials. */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval | null {
  if (trials === 0) return null
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`${successes} of ${trials} is no proportion.`)
  }
  const z = normalQuantile(confidence)
  const p = successes / trials
  const divisor = 1 + (z * z) / trials
  const centre = (p + (z * z) / (2 * trials)) / divisor
  const half = (z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials))) / divisor
  // At 0 and n one end is 0 or 1 exactly; rounding must not push it beyond.
  return { low: successes === 0 ? 0 : centre - half, high: successes === trials ? 1 : centre + half }
}
