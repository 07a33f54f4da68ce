export interface RepeatedFigure {
  readonly what: string
  /** Milliseconds, like `slowest`: others use the machine, too. */
  readonly median: number
  readonly slowest: number
}

/** Does the work once to warm up, then `repeats` times. */
export async function repeat(what: string, repeats: number, work: () => unknown): Promise<RepeatedFigure> {
  const times: number[] = []
  await work()
  for (let at = 0; at < repeats; at++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  times.sort((a, b) => a - b)
  return { what, median: times[Math.floor(repeats / 2)] ?? NaN, slowest: times.at(-1) ?? NaN }
}
