import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { RunPoint } from '@shared/contract/runs'
import { createPointLog, type PointLog } from './point-log'

const point = (step: number, change: Partial<RunPoint> = {}): RunPoint => ({
  runId: 'a',
  epoch: 1,
  step,
  stepsPerEpoch: 10,
  loss: 1 / 3,
  accuracy: null,
  imagesPerSecond: null,
  ...change
})

let folder: string
let log: PointLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'points-'))
  log = createPointLog(() => folder)
})
const stepsOf = async (from: PointLog) => (await from.of('a')).map(({ step }) => step)

test('keeps a bounded curve from the first step to the last', async () => {
  for (let step = 1; step <= 20_000; step++) log.add(point(step))
  const steps = await stepsOf(log)
  expect(steps.length).toBeLessThanOrEqual(1024)
  expect(steps[0]).toBe(1)
  expect(steps.at(-1)).toBe(20_000)
  expect(steps.every((step, at) => step > (steps[at - 1] ?? 0))).toBe(true)
  expect(await log.of('b')).toEqual([])
})

test('a run that goes on from a checkpoint continues its curve there', async () => {
  for (const step of [5, 10, 15, 12, 17]) log.add(point(step))
  expect(await stepsOf(log)).toEqual([5, 10, 12, 17])
})

test('a curve that was kept is there for the next program, digit by digit, and goes on', async () => {
  const points = [point(1), point(2, { loss: null, accuracy: 0.1 + 0.2, imagesPerSecond: 1234.5 })]
  points.forEach(log.add)
  await log.keep('a')
  const next = createPointLog(() => folder)
  expect(await next.of('a')).toEqual(points)
  next.add(point(3))
  expect(await stepsOf(next)).toEqual([1, 2, 3])
})

test('a file that is none costs the curve only', async () => {
  await writeFile(join(folder, 'batches.csv'), 'something else\n1,2,3')
  expect(await log.of('a')).toEqual([])
  log.add(point(1))
  await log.keep('a')
  expect(await readFile(join(folder, 'batches.csv'), 'utf8')).toContain('\n1,1,10,0.3333333333333333,,\n')
})
