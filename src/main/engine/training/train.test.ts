import * as v from 'valibot'
import { expect, test } from 'vitest'
import { freshState, type TrainingState } from '@shared/contract/checkpoint'
import { runFileSchema, type TrainProgress } from '@shared/contract/engine'
import type { LayerInput } from '@shared/contract/model'
import type { TrainingInput } from '@shared/contract/training'
import type { CompiledModel, Examples, NamedTensor, StepArguments } from '../backend'
import { tinyLayers } from '../testing/tiny-run'
import { createTrainingControl } from './control'
import { trainModel, type TrainingDeps } from './train'

const CLASSES = 3
const examplesOf = (count: number): Examples => ({
  count,
  x: new Uint8Array(count * 64),
  y: Int32Array.from({ length: count }, (_, row) => row % CLASSES)
})

const weightsOf = (name: string): NamedTensor[] => [{ name, shape: [1], data: Float32Array.of(1) }]

interface Options {
  readonly training?: TrainingInput
  readonly state?: TrainingState
  readonly layers?: LayerInput[]
  readonly onStep?: (args: StepArguments, control: TrainingDeps['control']) => number | void
  /** Milliseconds that a step takes by the clock. */
  readonly stepTime?: number
  /** Milliseconds that a validation takes. */
  readonly validationTime?: number
  /** Checkpoints that there are, by name, with the epoch that they are of. */
  readonly kept?: Readonly<Record<string, number>>
}

/** `trainModel` over a model that computes nothing: what it is asked for, and what is told and kept of it, counts. */
async function train({
  training = {},
  layers = tinyLayers,
  state,
  onStep = () => {},
  stepTime = 0,
  validationTime = 0,
  kept = {}
}: Options) {
  const zeros = 'a'.repeat(64)
  const run = v.parse(runFileSchema, {
    ...{ format: 1, run: 'r', classes: ['a', 'b', 'c'] },
    model: { name: 'tiny', input_shape: [8, 8, 1], layers },
    training: { epochs: 3, batch_size: 4, ...training },
    data: { x: { object: zeros, dtype: 'uint8', shape: [10, 8, 8, 1] }, y: zeros, train: { kind: 'range', start: 0, end: 10 } } // prettier-ignore
  })
  const steps: StepArguments[] = []
  const told: TrainProgress[] = []
  const saved: { name: string; epoch: number; batch: number }[] = []
  const control = createTrainingControl()
  let clock = 0
  const model = {
    backend: 'cpu',
    async trainStep(args) {
      steps.push({ ...args, indices: args.indices.slice() })
      clock += stepTime
      const loss = onStep(args, control)
      return { loss: loss ?? 1, correct: 0, predicted: new Int32Array(args.indices.length) }
    },
    async predict(_, count) {
      clock += validationTime
      return new Float32Array(count * CLASSES).fill(1 / CLASSES)
    },
    getWeights: async () => weightsOf('the model’s own'),
    setOptimizer: async () => {}
    // Nothing else of a model is used by the loop.
  } as Partial<CompiledModel> as CompiledModel
  const outcome = trainModel({
    ...{ run, model, train: examplesOf(10), validation: examplesOf(6), control },
    state: state ?? freshState(run.training.optimizer.learning_rate),
    checkpoints: {
      save: async (name, _, { epoch, batch }) => void saved.push({ name, epoch, batch }),
      async load(name) {
        const epoch = kept[name]
        return epoch === undefined ? null : { weights: weightsOf(name), slots: [], state: { ...freshState(1), epoch } }
      }
    },
    writeHistory: async () => {},
    report: progress => told.push(progress),
    now: () => clock
  })
  const [settled] = await Promise.allSettled([outcome])
  const result = settled.status === 'fulfilled' ? settled.value : null
  const error: unknown = settled.status === 'rejected' ? settled.reason : null
  return { steps, told, saved, result, error }
}

const batchesTold = (told: readonly TrainProgress[]) => told.flatMap(event => (event.kind === 'batch' ? [event] : []))

test('every epoch takes every example once, in an order of its own', async () => {
  const { steps } = await train({})
  expect(steps.map(({ indices }) => indices.length)).toEqual([4, 4, 2, 4, 4, 2, 4, 4, 2])
  const orders = [0, 3, 6].map(at => steps.slice(at, at + 3).flatMap(({ indices }) => [...indices]))
  const all = Array.from({ length: 10 }, (_, row) => row)
  for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(all)
  expect(new Set([all, ...orders].map(String)).size).toBe(4)
})

test('steps are counted over the whole run: masks and augmentation are drawn by them', async () => {
  const { steps } = await train({})
  expect(steps.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

test('the schedule’s rate is the one that steps take and the history keeps', async () => {
  const { steps, told } = await train({
    training: { optimizer: { name: 'sgd', learning_rate: 1 }, schedule: { kind: 'step', every: 1, factor: 0.5 } }
  })
  expect(steps.map(({ learningRate }) => learningRate)).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25])
  expect(told.flatMap(event => (event.kind === 'epoch' ? [event.row.learning_rate] : []))).toEqual([1, 0.5, 0.25])
})

test('an epoch’s loss is the mean over its examples, not over its batches', async () => {
  const { told } = await train({ training: { epochs: 1 }, onStep: ({ indices }) => (indices.length === 2 ? 10 : 0) })
  expect(told.at(-1)).toMatchObject({ kind: 'epoch', row: { loss: 2 } })
})

test('the optimizer is switched after as many epochs as are said, and its own rate counts', async () => {
  const { steps } = await train({
    training: {
      optimizer: { name: 'adam', learning_rate: 0.5 },
      callbacks: { SwitchOptimizer: { after: 2, optimizer: { name: 'sgd', learning_rate: 0.125 } } }
    }
  })
  expect(steps.map(({ learningRate }) => learningRate)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.125, 0.125, 0.125])
})

test('a long epoch leaves a checkpoint every minute', async () => {
  const { saved } = await train({ training: { epochs: 1, batch_size: 1 }, stepTime: 25_000 })
  const inside = saved.filter(({ name, epoch }) => name === 'last' && epoch === 0)
  expect(inside.map(({ batch }) => batch)).toEqual([3, 6, 9])
})

test('batches are told at most ten times a second, and the last of an epoch always', async () => {
  const { told } = await train({ training: { epochs: 2, batch_size: 1 }, stepTime: 40 })
  // 0.04 s, then 0.1 s and more later; the tenth ends the epoch.
  expect(batchesTold(told).map(({ batch }) => batch)).toEqual([1, 4, 7, 10, 3, 6, 9, 10])
})

test('progress grows to 1, and what is left counts the validations to come', async () => {
  const { told } = await train({ training: { epochs: 2, batch_size: 5 }, stepTime: 1000, validationTime: 3000 })
  const batches = batchesTold(told)
  expect(batches.map(({ progress }) => progress)).toEqual([0.25, 0.5, 0.75, 1])
  // Of a validation nothing is known before the first.
  expect(batches.map(({ etaSeconds }) => etaSeconds)).toEqual([3, 2, 4, 3])
})

test('a loss that is no number is kept in no checkpoint', async () => {
  const { saved, error } = await train({ onStep: ({ step }) => (step === 4 ? NaN : 1) })
  expect(error).toMatchObject({ code: 'ENGINE_FAILED', message: expect.stringMatching(/epoch 2, batch 2/) })
  expect(saved.filter(({ epoch, batch }) => epoch > 1 || batch > 0)).toEqual([])
})

test('a pause is told when its checkpoint is written', async () => {
  const { saved, told } = await train({
    onStep({ step }, control) {
      if (step !== 1) return
      control.tell('pause')
      setImmediate(() => setImmediate(() => control.tell('resume')))
    }
  })
  expect(saved[0]).toEqual({ name: 'last', epoch: 0, batch: 2 })
  expect(told.filter(({ kind }) => kind === 'paused')).toEqual([
    { kind: 'paused', paused: true },
    { kind: 'paused', paused: false }
  ])
})

test.each([
  ['best ones where they are to be restored', { EarlyStopping: {} }, null, ['best', 2]],
  [
    'early stopping’s own where its best is another one',
    { EarlyStopping: { min_delta: 1 } },
    null,
    ['early-stopping', 1]
  ],
  ['last ones where they are not', { EarlyStopping: { restore_best_weights: false } }, null, ['the model’s own', 3]],
  ['last ones without early stopping', {}, null, ['the model’s own', 3]],
  ['best ones where the user stopped', { EarlyStopping: { restore_best_weights: false } }, 'stop', ['best', 2]]
] as const)('the final weights are the %s', async (_, callbacks, told, [name, epoch]) => {
  const { result } = await train({
    training: { callbacks },
    kept: { best: 2, 'early-stopping': 1 },
    onStep: ({ step }, control) => void (step === 7 && told && control.tell(told))
  })
  expect(result).toMatchObject({ weights: weightsOf(name), weightsEpoch: epoch })
})

test('the validation loss holds the penalty of L2, as Keras’s does', async () => {
  const layers = tinyLayers.map(layer => (layer.name === 'conv' ? { ...layer, kernel_l2: 0.5 } : layer))
  const { told } = await train({ layers, training: { epochs: 1 } })
  // Even outputs over three classes; the double's only weight is 1.
  const [row] = told.flatMap(event => (event.kind === 'epoch' ? [event.row] : []))
  expect(row?.val_loss).toBeCloseTo(Math.log(3) + 0.5, 6)
})
