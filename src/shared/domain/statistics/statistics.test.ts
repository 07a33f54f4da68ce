import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { binomialUpperTail } from './binomial'
import { bootstrapMacroF1 } from './bootstrap'
import { predictionsFromLabels } from '../metrics/predictions'
import { compareModels } from './compare'
import { adjustHolm } from './holm'
import { mcnemarTest } from './mcnemar'
import { normalQuantile, twoSidedTail } from './normal'
import { meanAndDeviation } from './spread'
import { verdictOnPair } from './verdict'
import { wilsonInterval } from './wilson'

interface Golden {
  readonly quantiles: readonly [confidence: number, z: number][]
  readonly tails: readonly [z: number, p: number][]
  readonly binomial: readonly [successes: number, trials: number, p: number, tail: number][]
  readonly wilson: readonly [successes: number, trials: number, confidence: number, low: number, high: number][]
  readonly mcnemar: readonly [onlyA: number, onlyB: number, method: string, pValue: number][]
  readonly holm: readonly [given: number[], adjusted: number[]][]
  readonly bootstrap: readonly {
    readonly seed: number
    readonly classes: number
    readonly resamples: number
    readonly truth: readonly number[]
    readonly guesses: readonly number[]
    readonly interval: readonly [low: number, high: number]
  }[]
}

const golden: Golden = JSON.parse(readFileSync(new URL('golden/statistics.json', import.meta.url), 'utf8'))

/** Relative error, absolute below 1e-300. */
const relative = (actual: number, expected: number) =>
  Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300)

describe('against SciPy and statsmodels', () => {
  it.each(golden.quantiles)('the normal quantile at %f', (confidence, z) => {
    expect(relative(normalQuantile(confidence), z)).toBeLessThan(1e-9)
  })

  it.each(golden.tails)('the normal tail beyond %f', (z, p) => {
    expect(relative(twoSidedTail(z), p)).toBeLessThan(1e-12)
  })

  it.each(golden.binomial)('the binomial tail from %i of %i at %f', (successes, trials, p, tail) => {
    expect(relative(binomialUpperTail(successes, trials, p), tail)).toBeLessThan(1e-10)
  })

  it.each(golden.wilson)("Wilson's interval of %i of %i at %f", (successes, trials, confidence, low, high) => {
    const interval = wilsonInterval(successes, trials, confidence)
    expect(Math.abs((interval?.low ?? NaN) - low)).toBeLessThan(1e-12)
    expect(Math.abs((interval?.high ?? NaN) - high)).toBeLessThan(1e-12)
  })

  it.each(golden.mcnemar)("McNemar's test of %i against %i, %s", (onlyA, onlyB, method, pValue) => {
    const result = mcnemarTest(onlyA, onlyB)
    expect(result).toMatchObject({ method, discordant: onlyA + onlyB })
    expect(relative(result.pValue, pValue)).toBeLessThan(1e-12)
  })

  it.each(golden.holm)("Holm's correction of %j", (given, adjusted) => {
    adjustHolm(given).forEach((p, at) => expect(relative(p, adjusted[at] ?? NaN)).toBeLessThan(1e-14))
  })

  it.each(golden.bootstrap)('the bootstrap of macro F1 over $resamples resamples', sample => {
    const cells = Int32Array.from(sample.truth, (label, row) => label * sample.classes + (sample.guesses[row] ?? 0))
    const interval = bootstrapMacroF1(cells, sample.classes, sample)
    expect(interval?.low).toBeCloseTo(sample.interval[0], 12)
    expect(interval?.high).toBeCloseTo(sample.interval[1], 12)
  })
})

describe('small cases', () => {
  it('have no figure where there is none', () => {
    expect(wilsonInterval(0, 0)).toBeNull()
    expect(bootstrapMacroF1(Int32Array.of(0), 2, { seed: 1 })).toBeNull()
    expect(meanAndDeviation([])).toEqual({ mean: null, sd: null })
    expect(meanAndDeviation([0.5])).toEqual({ mean: 0.5, sd: null })
    expect(meanAndDeviation([1, 3])).toEqual({ mean: 2, sd: Math.SQRT2 })
    expect(mcnemarTest(0, 0).pValue).toBe(1)
    expect(mcnemarTest(13, 13).pValue).toBe(1)
  })

  it('refuse what is no proportion', () => {
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError)
    expect(() => normalQuantile(1)).toThrow(RangeError)
  })
})

describe('verdicts', () => {
  const pair = (onlyARight: number, onlyBRight: number, total: number, adjusted: number | null = null) =>
    verdictOnPair({
      a: 'scratch',
      b: 'deep',
      onlyARight,
      onlyBRight,
      total,
      test: mcnemarTest(onlyARight, onlyBRight),
      adjusted,
      unit: 'photos'
    })

  it('say what a reader can count', () => {
    expect(pair(0, 1, 15)).toBe('These two differ on 1 of 15 photos: no evidence of a difference (p = 1.000).')
    expect(pair(0, 0, 15)).toBe('scratch and deep are right and wrong on the same 15 photos: no difference to be seen.')
    expect(pair(0, 0, 0)).toBe('No photos to compare scratch and deep on.')
    expect(pair(2, 20, 90)).toBe(
      'These two differ on 22 of 90 photos, 20 of them for deep: evidence that it is better than scratch (p < 0.001).'
    )
    expect(pair(2, 10, 90, 0.12)).toBe(
      'These two differ on 12 of 90 photos: no evidence of a difference (p = 0.120 after Holm).'
    )
  })
})

describe('several models', () => {
  const truth = new Int32Array(40)
  const named = (name: string, wrong: number) => ({
    name,
    predictions: predictionsFromLabels(
      truth.map((_, at) => Number(at < wrong)),
      2
    )
  })

  it('are compared pair by pair, with a correction for the number of pairs', () => {
    const pairs = compareModels(truth, [named('a', 0), named('b', 1), named('c', 7)], 'photos')
    expect(pairs.map(({ a, b, onlyARight, onlyBRight }) => [a, b, onlyARight, onlyBRight])).toEqual([
      [0, 1, 1, 0],
      [0, 2, 7, 0],
      [1, 2, 6, 0]
    ])
    expect(pairs[1]?.test.pValue).toBeCloseTo(2 / 2 ** 7, 12)
    expect(pairs[1]?.adjusted).toBeCloseTo(6 / 2 ** 7, 12)
    expect(pairs[2]?.verdict).toBe(
      'These two differ on 6 of 40 photos: no evidence of a difference (p = 0.063 after Holm).'
    )
  })

  it('need no correction when there are two', () => {
    expect(compareModels(truth, [named('a', 0), named('b', 9)], 'photos')).toMatchObject([
      { adjusted: null, total: 40 }
    ])
  })
})
