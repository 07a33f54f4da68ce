import { expect, test } from 'vitest'
import { createEventBus } from '../event-bus'
import type { JobContext } from '../jobs/running-job'
import { createPointLog } from './point-log'
import { trackProgress } from './track-progress'

test('while pictures pass a frozen base, the job tells how many have', () => {
  const told: [number | null, string][] = []
  const context: JobContext = {
    id: 'job',
    signal: new AbortController().signal,
    progress: (share, detail) => void told.push([share, detail]),
    checkpoint: async () => undefined
  }
  const report = trackProgress({
    ...{ runId: 'run', context, points: createPointLog(() => ''), bus: createEventBus() },
    log: { line: () => undefined, close: async () => undefined },
    update: () => undefined,
    announce: () => undefined
  })
  report({ kind: 'features', done: 0, total: 90 })
  report({ kind: 'features', done: 45, total: 90 })
  expect(told).toEqual([
    [0, 'features of 0 of 90 pictures'],
    [0.5, 'features of 45 of 90 pictures']
  ])
})
