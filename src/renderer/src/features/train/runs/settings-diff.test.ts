import { expect, test } from 'vitest'
import type { Layer } from '@shared/contract/model'
import type { Run } from '@shared/contract/runs'
import { defaultTraining, type Training } from '@shared/contract/training'
import { newLayer } from '../model/layer-fields'
import { diffSettings, type DescribedRun } from './settings-diff'

const runOf = (change: Partial<Training>, modelName: string, startFrom: Run['startFrom']): Run => ({
  id: '00000000-0000-4000-8000-000000000000',
  number: 1,
  name: 'a',
  state: 'finished',
  datasetId: 1,
  modelName,
  parameters: 1,
  training: { ...defaultTraining, ...change },
  startFrom,
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

const run = (change: Partial<Training>, modelName = 'deep', more: Partial<DescribedRun> = {}): DescribedRun => ({
  run: runOf(change, modelName, { kind: 'new' }),
  dataset: 'garments, revision 1',
  base: null,
  model: null,
  ...more
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

test('runs of a model that was edited between them differ in its layers, though its name is the same', () => {
  const flatten = newLayer('Flatten', new Set())
  const dense = newLayer('Dense', new Set())
  const dropout: Layer = { class_name: 'Dropout', name: 'dropout', trainable: true, rate: 0.2 }
  const withLayers = (layers: Layer[]) => run({}, 'mine', { model: { name: 'mine', input_shape: [28, 28, 1], layers } })
  const [before, after] = [withLayers([flatten, dropout, dense]), withLayers([flatten, { ...dropout, rate: 0.5 }])]
  expect(diffSettings([before, before])).toEqual([])
  expect(diffSettings([before, after])).toEqual([
    { name: 'layer dropout.rate', values: ['0.2', '0.5'] },
    { name: 'layer dense', values: ['Dense 128 · relu', null] }
  ])
})

test('datasets and runs that others start from are told by their names', () => {
  const runId = '00000000-0000-4000-8000-000000000001'
  const continued: DescribedRun = {
    ...run({}),
    run: runOf({}, 'deep', { kind: 'continue', runId, checkpoint: 'best' }),
    base: 'run 3'
  }
  expect(diffSettings([run({}, 'deep', { dataset: 'garments, revision 2' }), continued])).toEqual([
    { name: 'dataset', values: ['garments, revision 2', 'garments, revision 1'] },
    { name: 'startFrom.kind', values: ['new', 'continue'] },
    { name: 'startFrom.runId', values: [null, 'run 3'] },
    { name: 'startFrom.checkpoint', values: [null, 'best'] }
  ])
})
