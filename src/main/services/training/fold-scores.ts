import { join } from 'node:path'
import type { Selection } from '@shared/contract/engine'
import type { EngineClient } from '../../engine-client/engine-client'
import type { StoredFold } from '../../storage/training-schema'
import { rowsOf, type StoredDataset } from '../datasets/datasets-service'
import type { ProjectSession } from '../session'
import type { StoredRun } from './run-store'

type FoldScore = Pick<StoredFold, 'predictions' | 'correct' | 'outOfFoldAccuracy' | 'testAccuracy'>

export interface ScoredFold {
  readonly fold: StoredFold
  /** The fold's run, with weights. */
  readonly run: StoredRun
  readonly weights: string
  readonly dataset: StoredDataset
}

/** Judges a fold's model on the rows it never saw and, the study's way, on the test part; against the frozen labels. */
export async function scoreFold(
  session: ProjectSession,
  engine: Pick<EngineClient, 'predict'>,
  { fold, run, weights, dataset }: ScoredFold,
  signal: AbortSignal
): Promise<FoldScore> {
  const { counts, shape, classes } = dataset.facts
  const labels = int32(await session.objects.read(dataset.y))

  async function predict(rows: Selection): Promise<{ readonly object: string; readonly predicted: Int32Array }> {
    const request = {
      objects: join(session.path, 'objects'),
      model: run.file.model,
      weights: { object: weights },
      x: {
        object: dataset.x,
        dtype: 'uint8' as const,
        shape: [counts.train + counts.validation + counts.test, ...shape] as [number, number, number, number]
      },
      rows
    }
    const { object } = await engine.predict(request, { signal })
    return { object, predicted: largest(await session.objects.read(object), classes.length) }
  }

  const rows = int32(await session.objects.read(fold.scoredRows))
  const scored = await predict({ kind: 'rows', object: fold.scoredRows, count: fold.scored })
  const correct = rows.filter((row, at) => labels[row] === scored.predicted[at]).length
  const test = rowsOf(counts, 'test')
  const tested = counts.test > 0 ? await predict({ kind: 'range', ...test }) : null
  const right = tested?.predicted.filter((label, at) => labels[test.start + at] === label).length ?? 0
  return {
    predictions: scored.object,
    correct,
    outOfFoldAccuracy: correct / fold.scored,
    testAccuracy: tested ? right / counts.test : null
  }
}

/** Column of the largest value per row of float32 `[rows, columns]`. */
function largest(bytes: Buffer, columns: number): Int32Array {
  const values = new Float32Array(Uint8Array.from(bytes).buffer)
  return Int32Array.from({ length: values.length / columns }, (_, row) => {
    const own = values.subarray(row * columns, (row + 1) * columns)
    return own.indexOf(Math.max(...own))
  })
}

const int32 = (bytes: Buffer): Int32Array => new Int32Array(Uint8Array.from(bytes).buffer)
