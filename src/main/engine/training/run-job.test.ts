import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunFileInput, TrainProgress } from '@shared/contract/engine'
import type { LayerInput } from '@shared/contract/model'
import type { TrainingInput } from '@shared/contract/training'
import { createTinyRun, tinyLayers, type TinyRun } from '../testing/tiny-run'
import { readWeightsFile } from '../weights-file'
import { createTfjsBackend } from '../tfjs/tfjs-backend'
import type { RunJobDeps } from './run-job'
import { checkpoint, history, isBatch, work } from './testing/work'

test('a run learns, reports, and leaves history, checkpoints and weights', async () => {
  const run = await createTinyRun({ training: { epochs: 20, optimizer: { name: 'adam', learning_rate: 0.01 } } })
  const progress: TrainProgress[] = []
  const result = await work(run, report => progress.push(report))
  expect(result.epochs.at(-1)?.val_accuracy).toBeGreaterThan(0.8)
  expect(await run.store.has(result.weights)).toBe(true)
  expect(progress[0]).toMatchObject({ kind: 'started', stepsPerEpoch: 3, resumedFrom: null, parameters: 167 })
  expect(progress.filter(event => event.kind === 'epoch')).toHaveLength(20)
  // Every class occurs equally often: its recalls average to the accuracy.
  expect(result.epochs.at(-1)?.recall).toBeCloseTo(result.epochs.at(-1)?.accuracy ?? 0, 10)
  expect(result.epochs.at(-1)?.f1).toBeGreaterThan(0.6)
  expect((await history(run)).trim().split('\n')).toHaveLength(21)
  const best = result.epochs.toSorted((a, b) => (a.val_loss ?? 0) - (b.val_loss ?? 0))[0]
  expect(result.best).toMatchObject({ epoch: best?.epoch, val_loss: best?.val_loss })
})

describe('repeatable', () => {
  test('the same seed twice gives the same history to the last digit, another seed another one', async () => {
    const [first, second, other] = [
      await createTinyRun(),
      await createTinyRun(),
      await createTinyRun({ training: { seed: 7 } })
    ]
    for (const run of [first, second, other]) await work(run)
    expect(await history(second)).toBe(await history(first))
    expect(await history(other)).not.toBe(await history(first))
  })

  // Everything that could be forgotten at a restart: slots, schedule, plateau, switch of optimizer, dropout, augmentation.
  const eventful: TrainingInput = {
    epochs: 6,
    schedule: { kind: 'step', every: 2, factor: 0.5 },
    augmentation: [{ class_name: 'RandomTranslation', height_factor: 0.2, width_factor: 0.2 }],
    callbacks: {
      ReduceLROnPlateau: { patience: 1, min_delta: 0.5 },
      EarlyStopping: { patience: 9, monitor: 'val_accuracy' },
      SwitchOptimizer: { after: 4, optimizer: { name: 'sgd', momentum: 0.9 } }
    }
  }

  test.each([
    [2, 2],
    [5, 1]
  ])('stopped in epoch %i after batch %i and resumed, it ends as the uninterrupted run', async (epoch, batch) => {
    const [straight, broken] = [
      await createTinyRun({ training: eventful }),
      await createTinyRun({ training: eventful })
    ]
    const expected = await work(straight)
    const stopped = await work(broken, (progress, control) => {
      if (isBatch(progress, epoch, batch)) control.tell('stop')
    })
    expect(stopped).toMatchObject({ stopped: 'stopped', weightsEpoch: expect.any(Number) })
    const resumedFrom: unknown[] = []
    const resumed = await work(broken, event => event.kind === 'started' && resumedFrom.push(event.resumedFrom), {
      resume: true
    })
    expect(resumedFrom).toEqual([{ epoch: epoch - 1, batch }])
    expect(await history(broken)).toBe(await history(straight))
    expect((await checkpoint(broken, 'last')).tensors).toEqual((await checkpoint(straight, 'last')).tensors)
    expect(resumed.best).toEqual(expected.best)
  })

  test('killed after early stopping and before its result was written, it has the same end', async () => {
    const training = { epochs: 9, callbacks: { EarlyStopping: { patience: 0, min_delta: 9 } } }
    const [straight, broken] = [await createTinyRun({ training }), await createTinyRun({ training })]
    const expected = await work(straight)
    expect(expected).toMatchObject({ stopped: 'early_stopping', epochs: { length: 2 } })
    const killed = work(broken, report => {
      if (report.kind === 'epoch' && report.row.epoch === 2) throw new Error('killed')
    })
    await expect(killed).rejects.toThrow('killed')
    const resumed = await work(broken, undefined, { resume: true })
    expect(resumed).toMatchObject({ stopped: 'early_stopping', weightsEpoch: expected.weightsEpoch })
    expect(await history(broken)).toBe(await history(straight))
  })

  test('a loss that is no number survives a checkpoint, where training may go on with it', async () => {
    const training: TrainingInput = {
      optimizer: { name: 'sgd', learning_rate: 1e30 },
      callbacks: { TerminateOnNaN: false }
    }
    const [straight, broken] = [await createTinyRun({ training }), await createTinyRun({ training })]
    await work(straight)
    await work(broken, (progress, control) => {
      if (isBatch(progress, 2, 1)) control.tell('stop')
    })
    await work(broken, undefined, { resume: true })
    expect(await history(broken)).toBe(await history(straight))
  })
})

describe('told while it runs', () => {
  test('stop keeps the best weights', async () => {
    const run = await createTinyRun({ training: { epochs: 50 } })
    const result = await work(run, (progress, control) => {
      if (isBatch(progress, 6, 1)) control.tell('stop')
    })
    expect(result.epochs).toHaveLength(5)
    expect(result.weightsEpoch).toBe(result.best?.epoch)
  })

  test('pause leaves a checkpoint and waits, resume goes on', async () => {
    const [run, plain] = [await createTinyRun(), await createTinyRun()]
    const seen: string[] = []
    await work(run, (progress, control) => {
      if (progress.kind !== 'paused') seen.push(progress.kind)
      else seen.push(progress.paused ? 'paused' : 'resumed')
      if (isBatch(progress, 2, 1)) control.tell('pause')
      if (progress.kind === 'paused' && progress.paused) setImmediate(() => control.tell('resume'))
    })
    expect(seen.slice(seen.indexOf('paused'))).toEqual(expect.arrayContaining(['paused', 'resumed', 'batch', 'epoch']))
    await work(plain)
    expect(await history(run)).toBe(await history(plain))
  })

  test('cancel ends without a result, resumable', async () => {
    const run = await createTinyRun()
    const cancelled = work(run, (progress, control) => {
      if (isBatch(progress, 2, 2)) control.tell('cancel')
    })
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    expect((await work(run, undefined, { resume: true })).epochs).toHaveLength(3)
  })

  test('a paused run can be stopped', async () => {
    const run = await createTinyRun()
    const result = await work(run, (progress, control) => {
      if (isBatch(progress, 2, 1)) control.tell('pause')
      if (progress.kind === 'paused' && progress.paused) setImmediate(() => control.tell('stop'))
    })
    expect(result.stopped).toBe('stopped')
  })
})

test('transfer: weights that are given are taken by name, frozen ones never change', async () => {
  const base = await createTinyRun()
  const trained = await work(base)
  const layers: LayerInput[] = [
    ...tinyLayers.slice(0, -1).map(layer => ({ ...layer, trainable: false })),
    { class_name: 'Dense', name: 'head', units: 3, activation: 'softmax' }
  ]
  const run = await createTinyRun({ layers, change: file => ({ ...file, initialWeights: trained.weights }) })
  await run.store.put({ file: base.store.path(trained.weights) })
  const messages: string[] = []
  const result = await work(run, progress => progress.kind === 'message' && messages.push(progress.text))
  expect(messages).toEqual([
    'Starts from given weights in conv, norm; new weights in head.',
    'All below “drop” is frozen: 60 pictures pass it once, and what is above is trained on their 36 values each.'
  ])
  const before = await readWeightsFile(base.store.path(trained.weights))
  for (const file of [run.store.path(result.weights), join(run.dir, 'checkpoints', 'best.safetensors')]) {
    const { tensors } = await readWeightsFile(file)
    for (const name of ['conv/kernel', 'norm/gamma', 'norm/moving_mean']) {
      expect(tensors.find(tensor => tensor.name === name)).toEqual(before.tensors.find(tensor => tensor.name === name))
    }
    expect(tensors.find(tensor => tensor.name === 'head/kernel')).toBeDefined()
  }
})

/** Trains above a frozen base twice: on its activations, computed once, and through all layers in every step. */
async function bothWays(weights: string, store: TinyRun['store'], layers: LayerInput[], training: TrainingInput = {}) {
  const frozen = async (augmentation: RunFileInput['training']['augmentation']) => {
    const run = await createTinyRun({
      layers,
      training: { epochs: 3, ...training, augmentation },
      change: file => ({ ...file, initialWeights: weights })
    })
    await run.store.put({ file: store.path(weights) })
    return (await work(run)).epochs.map(({ loss }) => loss ?? NaN)
  }
  // A translation by nothing changes no pixel, and keeps the base from being passed once.
  const throughAll = await frozen([{ class_name: 'RandomTranslation', height_factor: 0, width_factor: 0 }])
  return { onFeatures: await frozen([]), throughAll }
}
const frozenBut = (name: string): LayerInput[] =>
  tinyLayers.map(layer => (layer.name === 'out' ? { ...layer, name } : { ...layer, trainable: false }))

test.each([
  ['new', 'head'],
  ['given', 'out']
])('a %s head on a frozen base learns what the whole model learns, step for step', async (_, name) => {
  const base = await createTinyRun()
  const { weights } = await work(base)
  const { onFeatures, throughAll } = await bothWays(weights, base.store, frozenBut(name))
  expect(onFeatures).toHaveLength(3)
  onFeatures.forEach((loss, at) => expect(loss).toBeCloseTo(throughAll[at] ?? NaN, 5))
})

test('activations of a base that is new in part are not those of another seed', async () => {
  const base = await createTinyRun()
  const { weights } = await work(base)
  const layers = frozenBut('head').map(layer => (layer.name === 'conv' ? { ...layer, name: 'other' } : layer))
  for (const seed of [1, 2]) {
    const { onFeatures, throughAll } = await bothWays(weights, base.store, layers, { seed })
    onFeatures.forEach((loss, at) => expect(loss).toBeCloseTo(throughAll[at] ?? NaN, 5))
  }
})

test('the pictures that pass a frozen base are counted, and a cancel in between ends the run', async () => {
  // Weights of its own: what passes a base that this process has seen is known already.
  const base = await createTinyRun({ training: { seed: 23 } })
  const trained = await work(base)
  const layers = tinyLayers.map(layer => (layer.name === 'out' ? layer : { ...layer, trainable: false }))
  const count = 90
  const run = await createTinyRun({ count, layers, change: file => ({ ...file, initialWeights: trained.weights }) })
  await run.store.put({ file: base.store.path(trained.weights) })
  const shares: number[] = []
  const cancelled = work(run, (progress, control) => {
    if (progress.kind !== 'features') return
    shares.push(progress.done / progress.total)
    if (progress.done > 0) control.tell('cancel')
  })
  await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(shares).toEqual([0, 64 / count])
  const told: TrainProgress[] = []
  await work(run, progress => told.push(progress), { resume: true })
  const last = told.findLastIndex(({ kind }) => kind === 'features')
  expect(told[last]).toEqual({ kind: 'features', done: count, total: count })
  expect(told.findIndex(({ kind }) => kind === 'batch')).toBeGreaterThan(last)
})

test('weights of quite another model are refused, not ignored', async () => {
  const base = await createTinyRun()
  const trained = await work(base)
  const renamed = tinyLayers.map(layer => ({ ...layer, name: `other_${layer.name}` }))
  const run = await createTinyRun({ layers: renamed, change: file => ({ ...file, initialWeights: trained.weights }) })
  await run.store.put({ file: base.store.path(trained.weights) })
  await expect(work(run)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(/None of/) })
})

test('class weights steer what is learned', async () => {
  const heavy = await createTinyRun({ training: { epochs: 6, class_weight: { 1: 50 } } })
  const { epochs } = await work(heavy)
  const plain = await work(await createTinyRun({ training: { epochs: 6 } }))
  expect(epochs[0]?.loss).toBeGreaterThan(5 * (plain.epochs[0]?.loss ?? Infinity))
})

test('validation takes no more images at once than fit', async () => {
  const layers: LayerInput[] = [
    { class_name: 'Resizing', name: 'large', height: 2000, width: 2000 },
    { class_name: 'GlobalAveragePooling2D', name: 'mean' },
    { class_name: 'Dense', name: 'out', units: 3, activation: 'softmax' }
  ]
  const wasm = await createTfjsBackend('wasm')
  const batches: unknown[] = []
  const openBackend: RunJobDeps['openBackend'] = async () => ({
    ...wasm,
    // Does as if it computed: what it is asked for counts.
    compile: async (model, options) => ({
      ...(await wasm.compile(model, options)),
      trainStep: async ({ indices }) => ({ loss: 1, correct: 0, predicted: new Int32Array(indices.length) }),
      async predict(_, count, batchSize) {
        batches.push(batchSize)
        return new Float32Array(3 * count).fill(1 / 3)
      }
    })
  })
  const run = await createTinyRun({ layers, training: { epochs: 1, batch_size: 1 } })
  await work(run, undefined, {}, { openBackend })
  // 16 MB an image, of 64 MB.
  expect(batches).toEqual([4])
})
