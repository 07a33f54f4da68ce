/** Speed of a training, from the steps of this process; pauses don't count. */
export interface Pace {
  step(milliseconds: number, images: number): void
  /** Null until there is something to measure. */
  imagesPerSecond(): number | null
  /** Seconds that so many more steps and validations take. */
  eta(steps: number, validations: number): number | null
  validation(milliseconds: number): void
  /** Median of the latest steps, milliseconds. */
  stepMs(): number | null
}

const LATEST = 500
/** Milliseconds over which the shown speed is averaged. */
const WINDOW = 3000

export function createPace(): Pace {
  const latest: { milliseconds: number; images: number }[] = []
  let validationMs = 0
  const median = () => {
    const sorted = latest.map(step => step.milliseconds).toSorted((a, b) => a - b)
    return sorted[sorted.length >> 1] ?? null
  }
  return {
    step(milliseconds, images) {
      latest.push({ milliseconds, images })
      if (latest.length > LATEST) latest.shift()
    },
    validation: milliseconds => void (validationMs = milliseconds),
    imagesPerSecond() {
      let [milliseconds, images] = [0, 0]
      for (const step of latest.toReversed()) {
        milliseconds += step.milliseconds
        images += step.images
        if (milliseconds >= WINDOW) break
      }
      return milliseconds > 0 ? (1000 * images) / milliseconds : null
    },
    eta(steps, validations) {
      const step = median()
      return step === null ? null : (steps * step + validations * validationMs) / 1000
    },
    stepMs: median
  }
}
