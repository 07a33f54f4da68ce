import { expect, test } from 'vitest'
import type { Run } from '@shared/contract/runs'
import { defaultTraining } from '@shared/contract/training'
import { filterRuns } from './filter-runs'

const run = (number: number, change: Partial<Run> = {}): Run => ({
  ...{ id: `00000000-0000-4000-8000-00000000000${number}`, number, name: 'deep', state: 'finished', datasetId: 1 },
  ...{ modelName: 'deep', parameters: 1, startFrom: { kind: 'new' }, engine: null, best: null, epochs: [] },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', endedAt: null, stopped: null, error: null, stepMs: null },
  ...{ note: '', tags: [], fold: null, jobId: null, training: defaultTraining },
  ...change
})
const runs = [
  run(1, { tags: ['Paper'], note: 'with the new labels' }),
  run(2, { state: 'failed', name: 'wide net' }),
  run(12, { modelName: 'scratch', tags: ['paper', 'draft'] })
]
const found = (query: string) => filterRuns(runs, query, () => 'garments').map(({ number }) => number)

test('runs are found by tag, note, state, model and number; every word must be met', () => {
  expect(found('')).toEqual([1, 2, 12])
  expect(found('paper')).toEqual([1, 12])
  expect(found('paper draft')).toEqual([12])
  expect(found('LABELS')).toEqual([1])
  expect(found('failed')).toEqual([2])
  expect(found('2')).toEqual([2])
  expect(found('garments')).toEqual([1, 2, 12])
  expect(found('nothing of the kind')).toEqual([])
})
