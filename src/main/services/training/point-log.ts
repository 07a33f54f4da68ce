import type { RunPoint } from '@shared/contract/runs'

/** Points that are kept per run; ten a second fill it in two minutes, then every second one goes. */
const most = 1024

/** The live measurements of runs since the project was opened, so that a window that comes later shows the whole curve. */
export interface PointLog {
  add(point: RunPoint): void
  of(runId: string): readonly RunPoint[]
}

export function createPointLog(): PointLog {
  const points = new Map<string, RunPoint[]>()
  return {
    add(point) {
      const known = points.get(point.runId) ?? []
      // A run that goes on from a checkpoint repeats steps that were lost with its engine.
      while (known.at(-1) && (known.at(-1)?.step ?? 0) >= point.step) known.pop()
      const kept = known.length < most ? known : known.filter((_, at) => at % 2 === 0)
      kept.push(point)
      points.set(point.runId, kept)
    },
    of: runId => points.get(runId) ?? []
  }
}
