import { expect, test } from 'vitest'
import { createEventBus } from '../event-bus'
import type { JobContext } from '../jobs/running-job'
import { createPointLog } from './point-log'
import { trackProgress } from './track-progress'

/** What takes an engine's reports for a job that hears of its progress so. */
function trackingInto(progress: JobContext['progress'], line: (text: string) => void = () => undefined) {
  const context: JobContext = {
    ...{ id: 'job', signal: new AbortController().signal, progress },
    checkpoint: async () => undefined
  }
  return trackProgress({
    ...{ runId: 'run', context, points: createPointLog(() => ''), bus: createEventBus() },
    log: { line, close: async () => undefined },
    update: () => undefined,
    announce: () => undefined,
    tell: () => undefined
  })
}

test('how long a resumed run still takes is what its engine measures, not what its share and its age tell', () => {
  const left: (number | null | undefined)[] = []
  const report = trackingInto((_share, _detail, secondsLeft) => void left.push(secondsLeft))
  const measured = { loss: 1, accuracy: 0.5, batchLoss: 1, learningRate: 0.001, imagesPerSecond: 100 }
  report({ kind: 'batch', epoch: 9, batch: 1, batches: 27, step: 217, ...measured, progress: 0.6, etaSeconds: 480 })
  expect(left).toEqual([480])
})

test('while pictures pass a frozen base, the job tells how many have', () => {
  const told: [number | null, string][] = []
  const report = trackingInto((share, detail) => void told.push([share, detail]))
  report({ kind: 'features', done: 0, total: 90 })
  report({ kind: 'features', done: 45, total: 90 })
  expect(told).toEqual([
    [0, 'features of 0 of 90 pictures'],
    [0.5, 'features of 45 of 90 pictures']
  ])
})

test('what is warned of is told from what is only said', () => {
  const lines: string[] = []
  const report = trackingInto(
    () => undefined,
    text => void lines.push(text)
  )
  report({ kind: 'message', level: 'warning', text: 'This run trains with wasm.' })
  report({ kind: 'message', level: 'info', text: 'new weights' })
  expect(lines).toEqual(['warning: This run trains with wasm.', 'new weights'])
})
