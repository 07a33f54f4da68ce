import { expect, test } from 'vitest'
import type { Run } from '@shared/contract/runs'
import { defaultTraining, type Training } from '@shared/contract/training'
import { diffSettings } from './settings-diff'

const run = (change: Partial<Training>, modelName = 'deep'): Run => ({
  id: '00000000-0000-4000-8000-000000000000',
  number: 1,
  name: 'a',
  state: 'finished',
  datasetId: 1,
  modelName,
  parameters: 1,
  training: { ...defaultTraining, ...change },
  startFrom: { kind: 'new' },
  engine: null,
  best: null,
  epochs: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  stopped: null,
  error: null,
  stepMs: null,
  note: '',
  tags: [],
  fold: null,
  jobId: null
})

test('only what differs is told, by Keras’s names', () => {
  expect(diffSettings([run({}), run({})])).toEqual([])
  expect(diffSettings([run({}), run({ epochs: 3, seed: 7 }, 'scratch')])).toEqual([
    { name: 'model', values: ['deep', 'scratch'] },
    { name: 'epochs', values: ['15', '3'] },
    { name: 'seed', values: ['42', '7'] }
  ])
})

test('layers of augmentation are told by name, and what one run lacks is null', () => {
  const turned = run({ augmentation: [{ class_name: 'RandomRotation', factor: 0.05 }] })
  const both = run({
    augmentation: [
      { class_name: 'RandomFlip', mode: 'horizontal' },
      { class_name: 'RandomRotation', factor: 0.1 }
    ]
  })
  const diff = diffSettings([turned, both])
  expect(diff).toContainEqual({ name: 'augmentation.RandomRotation.factor', values: ['0.05', '0.1'] })
  expect(diff).toContainEqual({ name: 'augmentation.RandomFlip.mode', values: [null, 'horizontal'] })
})
