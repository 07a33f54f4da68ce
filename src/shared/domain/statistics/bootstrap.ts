import { createRandom } from '../random/random'
import type { Interval } from './wilson'

/** Default number of resamples: the ends of a 95 % interval then rest on 50 values each. */
const RESAMPLES = 2000

/**
 * Percentile bootstrap interval (Efron 1979) of the macro F1, over classes that occur in a resample; null for fewer than
 * 2 examples. `cells` holds each example's cell of the confusion matrix (truth × classes + predicted). Costs
 * examples × resamples draws: half a second for 10,000 × 2,000, so it is for small sets.
 */
export function bootstrapMacroF1(
  cells: Int32Array,
  classes: number,
  options: { readonly seed: number; readonly resamples?: number; readonly confidence?: number }
): Interval | null {
  const { seed, resamples = RESAMPLES, confidence = 0.95 } = options
  if (cells.length < 2) return null
  const random = createRandom(seed, 'bootstrap')
  const values = new Float64Array(resamples)
  const counts = new Int32Array(classes * classes)
  for (let resample = 0; resample < resamples; resample++) {
    counts.fill(0)
    for (let draw = 0; draw < cells.length; draw++) counts[cells[random.integer(cells.length)] ?? 0]! += 1
    values[resample] = macroF1(counts, classes)
  }
  values.sort()
  const tail = (1 - confidence) / 2
  return { low: quantileOfSorted(values, tail), high: quantileOfSorted(values, 1 - tail) }
}

/** Quantile by linear interpolation (NumPy's default) of ascending values. */
function quantileOfSorted(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? 0
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low
  return low + (high - low) * (position - below)
}

function macroF1(counts: Int32Array, classes: number): number {
  let sum = 0
  let present = 0
  for (let label = 0; label < classes; label++) {
    let ends = 0
    for (let other = 0; other < classes; other++) {
      ends += (counts[label * classes + other] ?? 0) + (counts[other * classes + label] ?? 0)
    }
    if (ends === 0) continue
    sum += (2 * (counts[label * (classes + 1)] ?? 0)) / ends
    present++
  }
  return sum / present
}
