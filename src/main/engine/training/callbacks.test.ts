import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { freshState } from '@shared/contract/checkpoint'
import type { Epoch } from '@shared/contract/runs'
import { callbacksSchema, defaultTraining, type Callbacks } from '@shared/contract/training'
import golden from '../golden/callbacks.json'
import { earlyStoppingFile, endEpoch } from './callbacks'
import { scheduleFactor, switchedOptimizer } from './schedule'

type Figures = Partial<Pick<Epoch, 'val_loss' | 'val_accuracy' | 'loss' | 'accuracy'>>

function rows(figures: readonly Figures[]): Epoch[] {
  return figures.map((row, at) => ({
    epoch: at + 1,
    loss: null,
    accuracy: null,
    precision: null,
    recall: null,
    f1: null,
    val_loss: null,
    val_accuracy: null,
    val_precision: null,
    val_recall: null,
    val_f1: null,
    learning_rate: 0.1,
    seconds: 1,
    ...row
  }))
}

/** Plays epochs until a callback stops the training. */
function play(callbacks: v.InferInput<typeof callbacksSchema>, figures: readonly Figures[], validated = true) {
  const parsed: Callbacks = v.parse(callbacksSchema, callbacks)
  const state = freshState(0.1)
  const saved: string[][] = []
  const rates: number[] = []
  for (const row of rows(figures)) {
    const outcome = endEpoch(parsed, row, state, validated)
    saved.push([...outcome.save])
    rates.push(state.learningRate)
    if (outcome.stop) return { state, saved, rates, stoppedAt: row.epoch }
  }
  return { state, saved, rates, stoppedAt: null }
}

const losses = (...values: (number | null)[]) => values.map(val_loss => ({ val_loss }))

describe('as Keras’s own callbacks, over the same figures', () => {
  // The recording is JSON: monitors are strings there, and parsing in `play` checks them.
  test.each(golden.cases.map((given, at) => [at, given] as const))('case %i', (_, given) => {
    const settings = given.settings as v.InferInput<typeof callbacksSchema>
    const { saved, rates, stoppedAt } = play(settings, given.figures)
    const epochsOf = (name: string) => saved.flatMap((names, at) => (names.includes(name) ? [at + 1] : []))
    expect(stoppedAt ?? given.figures.length).toBe(given.epochs)
    expect(epochsOf('best')).toEqual(given.saved)
    expect(rates).toHaveLength(given.rates.length)
    given.rates.forEach((rate, at) => expect(Math.abs((rates[at] ?? NaN) / rate - 1)).toBeLessThan(1e-5))
    const restored = given.settings.EarlyStopping.restore_best_weights
    const file = earlyStoppingFile(v.parse(callbacksSchema, settings))
    expect((restored ? epochsOf(file).at(-1) : undefined) ?? given.epochs).toBe(given.weightsOf)
  })
})

describe('EarlyStopping', () => {
  test('stops after `patience` epochs without improvement, counted from the best', () => {
    expect(play({ EarlyStopping: { patience: 3 } }, losses(1, 0.8, 0.9, 0.9, 0.8, 0.7)).stoppedAt).toBe(5)
    expect(play({ EarlyStopping: { patience: 3 } }, losses(1, 0.8, 0.9, 0.9, 0.7, 0.7)).stoppedAt).toBeNull()
  })
  test('an improvement of min_delta or less is none', () => {
    expect(play({ EarlyStopping: { patience: 1, min_delta: 0.1 } }, losses(1, 0.95)).stoppedAt).toBe(2)
  })
  test('accuracy is better when higher; a figure that is no number never improves', () => {
    const rising = [{ val_accuracy: 0.5 }, { val_accuracy: 0.6 }, { val_accuracy: 0.7 }]
    expect(play({ EarlyStopping: { patience: 1, monitor: 'val_accuracy' } }, rising).stoppedAt).toBeNull()
    expect(play({ EarlyStopping: { patience: 2 } }, losses(1, null, null)).stoppedAt).toBe(3)
  })
  test('figures are compared in float32, as Keras’s are: from 0.8 to 0.7 is no more than 0.1', () => {
    expect(play({ EarlyStopping: { patience: 1, min_delta: 0.1 } }, losses(0.8, 0.7)).stoppedAt).toBe(2)
  })
  test.each([
    ['loss', [{ loss: 1 }, { loss: 0.9 }, { loss: 0.8 }], [{ loss: 1 }, { loss: 1.1 }, { loss: 1.2 }]],
    ['accuracy', [{ accuracy: 0.7 }, { accuracy: 0.8 }, { accuracy: 0.9 }], [{ accuracy: 0.9 }, { accuracy: 0.8 }]]
  ] as const)('without validation data the training’s own %s is watched', (figure, better, worse) => {
    const monitor = `val_${figure}` as const
    for (const watched of [monitor, figure]) {
      const settings = { EarlyStopping: { patience: 1, monitor: watched } }
      expect(play(settings, better, false).stoppedAt).toBeNull()
      expect(play(settings, worse, false).stoppedAt).toBe(2)
    }
  })
  test('keeps weights of its own only when its best is not the checkpoint’s', () => {
    expect(play({ EarlyStopping: { monitor: 'val_loss' } }, losses(1)).saved).toEqual([['best']])
    expect(play({ EarlyStopping: { min_delta: 0.2 } }, losses(1, 0.9)).saved).toEqual([
      ['best', 'early-stopping'],
      ['best']
    ])
  })
})

test('ReduceLROnPlateau lowers the rate after its patience, down to min_lr', () => {
  const settings = { ReduceLROnPlateau: { patience: 2, factor: 0.1, min_lr: 0.005 } }
  expect(play(settings, losses(1, 1, 1)).state.learningRate).toBeCloseTo(0.01, 12)
  expect(play(settings, losses(1, 1, 1, 1)).state.learningRate).toBeCloseTo(0.01, 12)
  expect(play(settings, losses(1, 1, 1, 1, 1)).state.learningRate).toBe(0.005)
  // Less than the default min_delta of 1e-4 is a plateau too.
  expect(play(settings, losses(1, 0.99995, 0.9999)).state.learningRate).toBeCloseTo(0.01, 12)
})

test('the best epoch is told with its figures on the validation data', () => {
  const rising = { loss: 5, accuracy: 0.1 }
  const { state } = play({}, [
    { ...rising, val_loss: 1, val_accuracy: 0.5 },
    { ...rising, val_loss: 0.5, val_accuracy: 0.75 },
    { ...rising, val_loss: 2, val_accuracy: 0.9 }
  ])
  expect(state.best).toEqual({ epoch: 2, val_loss: 0.5, val_accuracy: 0.75 })
})

test('ModelCheckpoint keeps the best and every n-th epoch', () => {
  expect(play({ ModelCheckpoint: { every: 2 } }, losses(1, 2, 0.5, 3)).saved).toEqual([
    ['best'],
    ['epoch-002'],
    ['best'],
    ['epoch-004']
  ])
})

describe('learning rate', () => {
  test('step and cosine schedules', () => {
    const step = { kind: 'step', every: 2, factor: 0.5 } as const
    expect([0, 1, 2, 4].map(epoch => scheduleFactor(step, epoch, 10))).toEqual([1, 1, 0.5, 0.25])
    const cosine = { kind: 'cosine', alpha: 0.1, warmup_epochs: 1 } as const
    expect(scheduleFactor(cosine, 0, 11)).toBe(0.5)
    expect(scheduleFactor(cosine, 1, 11)).toBe(1)
    expect(scheduleFactor(cosine, 6, 11)).toBeCloseTo(0.55, 12)
    expect(scheduleFactor(cosine, 10, 11)).toBeGreaterThan(0.1)
  })
  test('the switched optimizer keeps decay and clipping', () => {
    const callbacks = v.parse(callbacksSchema, {
      SwitchOptimizer: { after: 2, optimizer: { name: 'sgd', momentum: 0.9 } }
    })
    for (const kept of [{ weight_decay: 0.1 }, { clipnorm: 3 }, { clipvalue: 0.5 }, { global_clipnorm: 2 }]) {
      const optimizer = { ...defaultTraining.optimizer, ...kept }
      expect(switchedOptimizer({ ...defaultTraining, optimizer, callbacks })).toEqual({
        ...{ name: 'sgd', learning_rate: 0.01, momentum: 0.9, nesterov: false },
        ...{ weight_decay: 0, clipnorm: null, clipvalue: null, global_clipnorm: null },
        ...kept
      })
    }
  })
})
