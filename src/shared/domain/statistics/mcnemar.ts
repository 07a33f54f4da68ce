import { binomialUpperTail } from './binomial'
import { twoSidedTail } from './normal'

/** Below this many discordant pairs the chi-square approximation is too rough (McNemar 1947; Dietterich 1998). */
const EXACT_BELOW = 25

/** Result of McNemar's test that two models are equally often right on the same examples. */
export interface McNemar {
  readonly pValue: number
  /** Exact binomial test, or chi-square with continuity correction. */
  readonly method: 'exact' | 'chi-square'
  /** Examples that exactly one of the two models gets right. */
  readonly discordant: number
}

/** McNemar's test, two-sided, from the numbers of examples that only one of two models gets right. */
export function mcnemarTest(onlyARight: number, onlyBRight: number): McNemar {
  const discordant = onlyARight + onlyBRight
  if (discordant < EXACT_BELOW) {
    const pValue = Math.min(1, 2 * binomialUpperTail(Math.max(onlyARight, onlyBRight), discordant, 0.5))
    return { pValue, method: 'exact', discordant }
  }
  // As R does, and unlike statsmodels, the correction stops at 0: equal counts are no evidence at all (p = 1).
  const difference = Math.max(0, Math.abs(onlyARight - onlyBRight) - 1)
  return { pValue: twoSidedTail(difference / Math.sqrt(discordant)), method: 'chi-square', discordant }
}
