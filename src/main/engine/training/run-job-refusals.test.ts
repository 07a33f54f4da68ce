import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunFileInput } from '@shared/contract/engine'
import { failingOn, fullAfter } from '../../files/testing/faulty-file-system'
import { createTinyRun, tinyLayers, type TinyOptions } from '../testing/tiny-run'
import { readWeightsFile, weightsBytes } from '../weights-file'
import { checkpoint, history, work } from './testing/work'

type When = (path: string) => boolean

describe('bad input gets a sentence and leaves earlier checkpoints', () => {
  const change = (edit: (file: RunFileInput) => Partial<RunFileInput>): TinyOptions => ({
    change: file => ({ ...file, ...edit(file) })
  })
  const cases: [string, TinyOptions, { code: string; message: RegExp }][] = [
    ['one class only', { label: () => 1 }, { code: 'INVALID_INPUT', message: /one class, "column"/ }],
    [
      'an empty split',
      change(({ data }) => ({ data: { ...data, validation: { kind: 'range', start: 60, end: 60 } } })),
      { code: 'INVALID_INPUT', message: /validation split is empty/ }
    ],
    [
      'nothing to train on',
      change(({ data }) => ({ data: { ...data, train: { kind: 'range', start: 9, end: 9 } } })),
      { code: 'INVALID_INPUT', message: /training split is empty\. Freeze the dataset with a larger share/ }
    ],
    [
      'labels beyond the classes',
      { label: row => row % 4 },
      { code: 'INVALID_INPUT', message: /class 3, and there are 3 classes/ }
    ],
    [
      'rows that are not there',
      change(({ data }) => ({ data: { ...data, train: { kind: 'range', start: 0, end: 99 } } })),
      { code: 'INVALID_INPUT', message: /Row 60 is asked for/ }
    ],
    [
      'images of another size',
      change(({ model }) => ({ model: { ...model, input_shape: [28, 28, 1] } })),
      { code: 'INVALID_INPUT', message: /8 × 8 × 1 and the model takes 28 × 28 × 1/ }
    ],
    [
      'a class list of another length',
      change(() => ({ classes: ['a', 'b'] })),
      { code: 'INVALID_INPUT', message: /3 outputs, and the dataset has 2 classes/ }
    ],
    [
      'an unknown layer',
      {
        change: file => ({ ...file, model: { ...file.model, layers: [{ class_name: 'LSTM', name: 'a', units: 4 }] } })
      },
      { code: 'UNSUPPORTED', message: /"LSTM".*Supported are Conv2D/ }
    ],
    [
      'layers that do not fit',
      { layers: [{ class_name: 'Dense', name: 'a', units: 3, activation: 'softmax' }] },
      { code: 'INVALID_INPUT', message: /"a".*Flatten/ }
    ],
    [
      'a loss that does not suit the last layer',
      { training: { loss: 'squared_hinge' } },
      { code: 'INVALID_INPUT', message: /activation "linear"/ }
    ],
    [
      'two ways of clipping',
      { training: { optimizer: { name: 'adam', clipnorm: 1, clipvalue: 0.5 } } },
      { code: 'INVALID_INPUT', message: /clipnorm and clipvalue are set/ }
    ],
    [
      'padding by less than nothing',
      { layers: [{ class_name: 'ZeroPadding2D', name: 'pad', padding: [[-1, 0], [0, 0]] }, ...tinyLayers] }, // prettier-ignore
      { code: 'INVALID_INPUT', message: /padding/ }
    ],
    [
      'a layer whose weights would pass for slots',
      { layers: tinyLayers.map(layer => (layer.name === 'norm' ? { ...layer, name: 'optimizer' } : layer)) },
      { code: 'INVALID_INPUT', message: /keeps the name "optimizer"/ }
    ],
    [
      'everything frozen',
      { layers: tinyLayers.map(layer => ({ ...layer, trainable: false })) },
      { code: 'INVALID_INPUT', message: /nothing to train/ }
    ],
    [
      'a loss that is no number',
      { training: { optimizer: { name: 'sgd', learning_rate: 1e30 } } },
      { code: 'ENGINE_FAILED', message: /Lower the learning rate/ }
    ],
    [
      'a missing object',
      change(({ data }) => ({ data: { ...data, y: 'a'.repeat(64) } })),
      { code: 'NOT_FOUND', message: /missing from the project/ }
    ]
  ]

  test.each(cases)('%s', async (_, options, expected) => {
    const run = await createTinyRun(options)
    await expect(work(run)).rejects.toMatchObject({
      code: expected.code,
      message: expect.stringMatching(expected.message)
    })
  })

  test('a loss that becomes no number later on: the epochs and checkpoints before stay, and can be used', async () => {
    const schedule = { kind: 'step', every: 2, factor: 1e30 } as const
    const run = await createTinyRun({ training: { epochs: 6, optimizer: { name: 'sgd' }, schedule } })
    await expect(work(run)).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringMatching(
        /in epoch \d.*Lower the learning rate.*checkpoints of the \d epochs before are kept/
      )
    })
    expect((await history(run)).trim().split('\n').length).toBeGreaterThanOrEqual(3)
    const { tensors } = await checkpoint(run, 'best')
    expect(tensors.flatMap(({ data }) => [...data]).every(Number.isFinite)).toBe(true)
  })

  test('a batch larger than the data is one step an epoch, and said', async () => {
    const messages: string[] = []
    const run = await createTinyRun({ training: { batch_size: 500 } })
    await work(run, progress => progress.kind === 'message' && messages.push(progress.text))
    expect(messages).toEqual([expect.stringContaining('larger than the 45 training images')])
  })

  test('no validation data: callbacks watch the training, and it is said', async () => {
    const messages: string[] = []
    const run = await createTinyRun({
      training: { callbacks: { EarlyStopping: {} } },
      ...change(({ data }) => ({ data: { ...data, validation: null } }))
    })
    const result = await work(run, progress => progress.kind === 'message' && messages.push(progress.text))
    expect(messages).toContainEqual(expect.stringContaining('EarlyStopping watches loss instead of val_loss'))
    expect(result.epochs[0]?.val_loss).toBeNull()
  })

  test.each([
    ['while it is renamed', 'last.safetensors', (full: When) => failingOn('rename', 'ENOSPC', full)],
    ['before it is opened', 'last.safetensors', (full: When) => failingOn('open', 'ENOSPC', full)],
    ['at the history of the second epoch', 'history.csv', (full: When) => failingOn('open', 'ENOSPC', full)]
  ])('a disk that gets full %s: it is said, and the epochs before can be resumed', async (_, file, fillUp) => {
    const [run, plain] = [await createTinyRun(), await createTinyRun()]
    // A history is written at the start of a run, too.
    let left = file === 'history.csv' ? 2 : 1
    const full = fillUp(path => path.includes(file) && left-- <= 0)
    await expect(work(run, undefined, {}, { fileSystem: full })).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringMatching(/disk is full.*saved before is intact; free some space/)
    })
    expect((await checkpoint(run, 'last')).tensors.length).toBeGreaterThan(0)
    await work(run, undefined, { resume: true })
    await work(plain)
    expect(await history(run)).toBe(await history(plain))
  })

  test('a checkpoint that does not fit on the disk leaves the one before as it was', async () => {
    const run = await createTinyRun()
    await work(run, undefined, {}, {})
    const before = await readFile(join(run.dir, 'checkpoints', 'last.safetensors'))
    const again = work(run, undefined, {}, { fileSystem: fullAfter(1000) })
    await expect(again).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect(await readFile(join(run.dir, 'checkpoints', 'last.safetensors'))).toEqual(before)
    expect((await readdir(join(run.dir, 'checkpoints'))).filter(name => name.endsWith('.tmp'))).toEqual([])
  })

  test('a disk without room for the final weights: nothing is trained again after some was made', async () => {
    const run = await createTinyRun()
    const full = failingOn('open', 'ENOSPC', path => path.includes('objects') && path.endsWith('.tmp'))
    await expect(work(run, undefined, {}, { fileSystem: full })).rejects.toMatchObject({ code: 'NO_SPACE' })
    const told: string[] = []
    const result = await work(run, ({ kind }) => told.push(kind), { resume: true })
    expect(told).toEqual(['started'])
    expect(await run.store.has(result.weights)).toBe(true)
  })

  test.each([
    ['cut off', (path: string) => truncate(path, 900)],
    [
      'changed',
      async (path: string) => {
        const bytes = await readFile(path)
        bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 0xff
        await writeFile(path, bytes)
      }
    ],
    [
      'from another model',
      async (path: string) => {
        const { tensors, metadata } = await readWeightsFile(path)
        await writeFile(path, weightsBytes(tensors.slice(1), { state: metadata['state'] ?? '' }))
      }
    ]
  ])('a checkpoint that is %s', async (_, damage) => {
    const run = await createTinyRun()
    await work(run)
    await damage(join(run.dir, 'checkpoints', 'last.safetensors'))
    await expect(work(run, undefined, { resume: true })).rejects.toMatchObject({
      code: 'CORRUPT',
      message: expect.stringMatching(/damaged.*Start from another run/)
    })
    expect((await checkpoint(run, 'best')).tensors.length).toBeGreaterThan(0)
  })
})
