import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunPoint } from '@shared/contract/runs'
import { addCurvePoint } from '@shared/domain/training/curve-points'
import { writeFileAtomically } from '../../files/atomic-file'

/** The live measurements of a run, so that a window that comes later shows the whole curve. */
export interface PointLog {
  add(point: RunPoint): void
  of(runId: string): Promise<readonly RunPoint[]>
  /** Keeps the curve of a run that goes on later in this session or another. */
  keep(runId: string): Promise<void>
}

/** Points by run, in memory while they come, from `batches.csv` in `folderOf(run)` afterwards. */
export function createPointLog(folderOf: (runId: string) => string): PointLog {
  const points = new Map<string, RunPoint[]>()
  const fileOf = (runId: string): string => join(folderOf(runId), 'batches.csv')

  return {
    add(point) {
      points.set(point.runId, addCurvePoint(points.get(point.runId) ?? [], point))
    },
    async of(runId) {
      const known = points.get(runId)
      if (known) return known
      const read = parsePoints(runId, await readFile(fileOf(runId), 'utf8').catch(() => ''))
      // One that came meanwhile knows better, and a run without a file is asked for again when it has begun.
      if (read.length > 0 && !points.has(runId)) points.set(runId, read)
      return points.get(runId) ?? []
    },
    async keep(runId) {
      const known = points.get(runId)
      // The curve tells of the run and defines nothing: a full disk costs it, not the run.
      if (known) await writeFileAtomically(fileOf(runId), formatPoints(known)).catch(() => undefined)
    }
  }
}

const columns = ['epoch', 'step', 'stepsPerEpoch', 'loss', 'accuracy', 'imagesPerSecond'] as const

const formatPoints = (points: readonly RunPoint[]): string =>
  [columns.join(','), ...points.map(point => columns.map(column => point[column] ?? '').join(',')), ''].join('\n')

/** Lines that say something else are left out. */
function parsePoints(runId: string, text: string): RunPoint[] {
  const [head, ...lines] = text.trimEnd().split('\n')
  if (head !== columns.join(',')) return []
  return lines.flatMap(line => {
    const [epoch, step, stepsPerEpoch, loss, accuracy, imagesPerSecond] = line.split(',').map(readNumber)
    if (!epoch || !step || !stepsPerEpoch) return []
    const metrics = { loss: loss ?? null, accuracy: accuracy ?? null, imagesPerSecond: imagesPerSecond ?? null }
    return [{ runId, epoch, step, stepsPerEpoch, ...metrics }]
  })
}

const readNumber = (cell: string): number | null =>
  cell === '' || !Number.isFinite(Number(cell)) ? null : Number(cell)
