import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { expect, test } from 'vitest'
import { defaultTraining, trainingSchema, type TrainingInput } from '@shared/contract/training'
import * as v from 'valibot'
import { temporaryFolder } from '../../testing/test-backend'
import { readTraining, trainingOptions } from './training-options'

const dataset = { balance: [10, 30].map(train => ({ train, validation: 0, test: 0 })) }

async function readFor(model: string, ...args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], options: trainingOptions, strict: true })
  return await readTraining({ options: { ...values }, positionals }, model, dataset)
}
const read = (...args: readonly string[]) => readFor('no preset', ...args)

async function fileOf(settings: unknown): Promise<string> {
  const path = join(await temporaryFolder(), 'settings.json')
  await writeFile(path, typeof settings === 'string' ? settings : JSON.stringify(settings))
  return path
}

/** Every setting that there is, none of them as it is by itself. */
const all = {
  epochs: 3,
  batch_size: 16,
  optimizer: {
    name: 'adam',
    learning_rate: 0.002,
    beta_1: 0.8,
    beta_2: 0.99,
    epsilon: 1e-5,
    weight_decay: 0.01,
    clipnorm: 1,
    clipvalue: 2,
    global_clipnorm: 3
  },
  loss: 'squared_hinge',
  label_smoothing: 0.1,
  schedule: { kind: 'cosine', alpha: 0.1, warmup_epochs: 2 },
  callbacks: {
    EarlyStopping: {
      monitor: 'val_accuracy',
      patience: 4,
      min_delta: 0.01,
      baseline: 0.5,
      start_from_epoch: 2,
      restore_best_weights: false
    },
    ReduceLROnPlateau: { monitor: 'loss', factor: 0.2, patience: 5, cooldown: 1, min_lr: 1e-4, min_delta: 0.01 },
    ModelCheckpoint: { monitor: 'accuracy', every: 2 },
    TerminateOnNaN: false,
    SwitchOptimizer: { after: 2, optimizer: { name: 'sgd', learning_rate: 0.02, momentum: 0.5, nesterov: true } }
  },
  augmentation: [{ class_name: 'RandomBackground', probability: 0.3, max: 0.9 }],
  class_weight: { 1: 2 },
  seed: 7,
  engine: 'cpu'
} satisfies TrainingInput

test('a file may hold every setting, and what is given beside it goes before', async () => {
  const path = await fileOf(all)
  expect(await read('--settings', path)).toEqual(all)
  const beside = await read('--settings', path, '--epochs', '9', '--early-stopping', '6', '--learning-rate', '0.5')
  expect(beside).toEqual({
    ...all,
    epochs: 9,
    optimizer: { ...all.optimizer, learning_rate: 0.5 },
    callbacks: { ...all.callbacks, EarlyStopping: { ...all.callbacks.EarlyStopping, patience: 6 } }
  })
})

test('a run has the callbacks that it would have in the window, but where its preset or the user plans otherwise', async () => {
  const watching = { EarlyStopping: { patience: 3 }, ReduceLROnPlateau: { patience: 2 } }
  expect((await readFor('scratch')).callbacks).toMatchObject(watching)
  const file = await fileOf({ callbacks: { ReduceLROnPlateau: null } })
  expect((await readFor('scratch', '--settings', file)).callbacks).toMatchObject({
    ...watching,
    ReduceLROnPlateau: null
  })
  expect((await readFor('best')).callbacks).toMatchObject({ EarlyStopping: null, ReduceLROnPlateau: null })
  expect((await readFor('best', '--early-stopping', '5')).callbacks).toMatchObject({ EarlyStopping: { patience: 5 } })
})

test('no setting of the schema is missing in that file', () => {
  const keysOf = (value: object) => Object.keys(value).toSorted()
  expect(keysOf(all)).toEqual(keysOf(defaultTraining))
  expect(keysOf(all.callbacks)).toEqual(keysOf(defaultTraining.callbacks))
  expect(keysOf(all.optimizer)).toEqual(keysOf(defaultTraining.optimizer))
  const filled = v.parse(trainingSchema, { callbacks: { EarlyStopping: {}, ReduceLROnPlateau: {} } }).callbacks
  expect(keysOf(all.callbacks.EarlyStopping)).toEqual(keysOf(filled.EarlyStopping ?? {}))
  expect(keysOf(all.callbacks.ReduceLROnPlateau)).toEqual(keysOf(filled.ReduceLROnPlateau ?? {}))
})

test('callbacks and layers take their settings by name, and can be taken off', async () => {
  const { callbacks, augmentation, schedule } = await read(
    ...['--early-stopping', 'monitor=val_accuracy,patience=5,min_delta=0.001,baseline=0.4,start_from_epoch=2'],
    ...['--reduce-lr', 'cooldown=2,min_lr=0,min_delta=0.01', '--sgd-after', 'after=4,nesterov=true'],
    ...['--schedule', 'cosine:0.1:3', '--augment', 'RandomTranslation:0.1:0.2,RandomZoom:0.3,RandomFlip:vertical']
  )
  expect(callbacks).toMatchObject({
    EarlyStopping: { monitor: 'val_accuracy', patience: 5, min_delta: 0.001, baseline: 0.4, start_from_epoch: 2 },
    ReduceLROnPlateau: { cooldown: 2, min_lr: 0, min_delta: 0.01, patience: 2 },
    SwitchOptimizer: { after: 4, optimizer: { name: 'sgd', momentum: 0.9, nesterov: true } }
  })
  expect(schedule).toEqual({ kind: 'cosine', alpha: 0.1, warmup_epochs: 3 })
  expect(augmentation).toEqual([
    { class_name: 'RandomTranslation', height_factor: 0.1, width_factor: 0.2 },
    { class_name: 'RandomZoom', factor: 0.3 },
    { class_name: 'RandomFlip', mode: 'vertical' }
  ])
  const path = await fileOf(all)
  const off = await read('--settings', path, '--early-stopping', 'none', '--reduce-lr', 'none', '--sgd-after', 'none')
  expect(off.callbacks).toMatchObject({ EarlyStopping: null, ReduceLROnPlateau: null, SwitchOptimizer: null })
})

test.each([
  [['--epochs', '0'], /^epochs: .*>=1/],
  [['--epochs', 'many'], /--epochs takes a number, not “many”/],
  [['--learning-rate', '0'], /^optimizer\.learning_rate: .*>0/],
  [['--momentum', '0.9'], /go with --optimizer sgd/],
  [['--early-stopping', 'patiense=3'], /no training setting “callbacks.EarlyStopping.patiense”/],
  [['--early-stopping', 'patience='], /--early-stopping takes a number, none, or settings such as patience=3/],
  [['--augment', 'RandomFlip:sideways'], /augmentation\.0\.mode: .*sideways/],
  [['--augment', 'RandomZoom:0.1:0.2'], /RandomZoom takes factor/],
  [['--schedule', 'step:3'], /schedule\.factor: /],
  [['--class-weight', '2:1'], /an index from 0 to 1/]
] as const)('%s is refused by its name', async (args, message) => {
  await expect(read(...args)).rejects.toThrow(message)
})

test('a file that is missing, no JSON, no settings or mistyped is named', async () => {
  await expect(read('--settings', '/nowhere.json')).rejects.toThrow(/\/nowhere\.json can’t be read/)
  await expect(read('--settings', await fileOf('{'))).rejects.toThrow(/is not JSON/)
  await expect(read('--settings', await fileOf([1]))).rejects.toThrow(/holds no object/)
  await expect(read('--settings', await fileOf({ optimiser: {} }))).rejects.toThrow(/no training setting “optimiser”/)
  await expect(read('--settings', await fileOf({ optimizer: 'sgd' }))).rejects.toThrow(/optimizer: settings .* "sgd"/)
  await expect(read('--settings', await fileOf({ callbacks: [] }))).rejects.toThrow(/callbacks: settings/)
  const nameless = await fileOf({ optimizer: { learning_rate: 0.5 } })
  await expect(read('--settings', nameless)).rejects.toThrow(/optimizer\.name/)
  expect((await read('--settings', nameless, '--optimizer', 'sgd')).optimizer).toMatchObject({ learning_rate: 0.5 })
})
