import { expect, test } from 'vitest'
import { createPointLog } from './point-log'

const point = (step: number) => ({
  runId: 'a',
  epoch: 1,
  step,
  stepsPerEpoch: 10,
  loss: 1,
  accuracy: null,
  imagesPerSecond: null
})

test('keeps a bounded curve from the first step to the last', () => {
  const log = createPointLog()
  for (let step = 1; step <= 20_000; step++) log.add(point(step))
  const kept = log.of('a')
  expect(kept.length).toBeLessThanOrEqual(1024)
  expect(kept[0]?.step).toBe(1)
  expect(kept.at(-1)?.step).toBe(20_000)
  expect(kept.every(({ step }, at) => step > (kept[at - 1]?.step ?? 0))).toBe(true)
  expect(log.of('b')).toEqual([])
})

test('a run that goes on from a checkpoint continues its curve there', () => {
  const log = createPointLog()
  for (const step of [5, 10, 15, 12, 17]) log.add(point(step))
  expect(log.of('a').map(({ step }) => step)).toEqual([5, 10, 12, 17])
})
