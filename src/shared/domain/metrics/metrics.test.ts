import { describe, expect, it } from 'vitest'
import { classThresholds } from './thresholds'
import { measureReliability, rejectionCurve } from './confidence'
import { comparePair, countConsensus, NOT_JUDGED } from './consensus'
import { countConfusion } from './confusion'
import { evaluate } from './evaluation'
import { macroF1Interval } from './macro-f1-interval'
import { pairErrorRates } from './pairs'
import { predictionsFromLabels, predictionsFromProbabilities, predictionsFromScores } from './predictions'
import { countRanks, exampleLosses, logLoss } from './ranking'

const truth = Int32Array.of(0, 0, 1, 1, 2, -1)
const predictions = predictionsFromProbabilities(
  // prettier-ignore
  Float32Array.of(
    0.75, 0.25, 0,
    0.25, 0.75, 0,
    0, 1, 0,
    0.125, 0.5, 0.375,
    0.25, 0.5, 0.25,
    0, 0, 1
  ),
  3
)
const names = { classNames: ['Coat', 'Bag', 'Shirt'], unit: 'photos' }

describe('confusion', () => {
  const confusion = countConfusion(truth, predictions)

  it('counts true classes in rows and predicted ones in columns, without unlabelled examples', () => {
    expect([...confusion.counts]).toEqual([1, 1, 0, 0, 2, 0, 0, 1, 0])
    expect(confusion).toMatchObject({ total: 5, correct: 3, unlabelled: 1, unpredicted: 0 })
  })

  it('gives the errors of each pair of classes, the worst first', () => {
    expect(pairErrorRates(confusion)[0]).toEqual({ a: 1, b: 2, aAsB: 0, bAsA: 1, support: 3, rate: 1 / 3 })
  })
})

describe('the interval of the macro F1', () => {
  it('lies around the figure, leaves out what has no label, and is the same each time', () => {
    const many = Int32Array.from({ length: 60 }, (_, row) => row % 3)
    const guesses = predictionsFromLabels(
      [...many].map((label, row) => (row % 5 === 0 ? (label + 1) % 3 : label)),
      3
    )
    const figure = evaluate(many, guesses, names).report.macro.f1 ?? NaN
    const interval = macroF1Interval(many, guesses)
    expect(interval?.low).toBeLessThan(figure)
    expect(interval?.high).toBeGreaterThan(figure)
    expect(macroF1Interval(many, guesses)).toEqual(interval)
    const more = predictionsFromLabels(
      [...many].map((label, row) => (row % 5 === 0 ? (label + 1) % 3 : label)).concat(0, -1),
      3
    )
    expect(macroF1Interval(Int32Array.of(...many, -1, 2), more)).toEqual(interval)
  })

  it('is given for small sets only', () => {
    const large = new Int32Array(501)
    expect(macroF1Interval(large, predictionsFromLabels([...large], 3))).toBe(null)
    expect(macroF1Interval(Int32Array.of(0, -1), predictionsFromLabels([0, 0], 3))).toBe(null)
  })
})

describe('confidence', () => {
  it('falls into bins that include their upper end', () => {
    const { bins, ece } = measureReliability(truth, predictions, 4) ?? { bins: [], ece: null }
    expect(bins.map(bin => [bin.right, bin.wrong, bin.unlabelled])).toEqual([
      [0, 0, 0],
      [1, 1, 0],
      [1, 1, 0],
      [1, 0, 1]
    ])
    expect(bins[1]).toMatchObject({ confidence: 0.5, accuracy: 0.5 })
    expect(bins[0]).toMatchObject({ confidence: null, accuracy: null })
    expect(ece).toBeCloseTo((2 * 0.25) / 5, 12)
  })

  it('rejects what lies below a threshold and keeps what lies on it', () => {
    const curve = rejectionCurve(truth, predictions, 4) ?? []
    expect(curve.map(point => [point.threshold, point.kept, point.right])).toEqual([
      [0, 5, 3],
      [0.25, 5, 3],
      [0.5, 5, 3],
      [0.75, 3, 2],
      [1, 1, 1]
    ])
  })

  it('compares with the reported threshold where the product would round across it', () => {
    // 0.57 * 100 = 56.99999999999999 in floating point.
    const sure = predictionsFromProbabilities(Float32Array.of(0.57, 0.43), 2)
    const curve = rejectionCurve(Int32Array.of(0), sure) ?? []
    const last = curve.filter(point => point.kept === 1).at(-1)
    expect(last?.threshold).toBe(Math.fround(0.57) >= 0.57 ? 0.57 : 0.56)
  })

  it('gives the lowest threshold per class that reaches a precision', () => {
    expect(classThresholds(truth, predictions, 0.9)).toEqual([
      { predicted: 0, threshold: 0.75, count: 1, accepted: 1, right: 1 },
      { predicted: 1, threshold: 1, count: 4, accepted: 1, right: 1 },
      { predicted: 2, threshold: null, count: 0, accepted: 0, right: 0 }
    ])
    // Two predictions share the confidence 0.5: half right, they come together.
    expect(classThresholds(truth, predictions, 0.5)?.[1]).toMatchObject({ threshold: 0.5, accepted: 4, right: 2 })
  })

  it('gives the loss of each example', () => {
    const losses = exampleLosses(truth, predictions) ?? []
    expect(losses[1]).toBeCloseTo(Math.log(4), 6)
    expect(losses[5]).toBeNaN()
  })
})

describe('several models', () => {
  const other = predictionsFromLabels([0, 1, 0, 1, 2, 0], 3)
  const third = predictionsFromLabels([0, 2, 1, -1, 0, 0], 3)

  it('agree or not, example by example', () => {
    const consensus = countConsensus(truth, [predictions, other, third])
    expect([...consensus.rightCount]).toEqual([3, 0, 2, NOT_JUDGED, 1, NOT_JUDGED])
    expect(consensus).toMatchObject({ allRight: 1, someWrong: 2, allWrong: 1, total: 4 })
    expect(consensus.sharedErrors).toBeCloseTo(1 / 3, 12)
    expect(countConsensus(truth, [])).toMatchObject({ total: 0, sharedErrors: null })
  })

  it('win and lose against one another', () => {
    const { onlyARight, onlyBRight, ...rest } = comparePair(truth, predictions, other)
    expect([[...onlyARight], [...onlyBRight]]).toEqual([[2], [4]])
    expect(rest).toEqual({ total: 5, bothRight: 2, bothWrong: 1 })
  })
})

describe('an evaluation', () => {
  it('of labels alone has no confidence figures', () => {
    const labelled = predictionsFromLabels([0, 1, 1, 1, 1, 2], 3)
    expect(evaluate(truth, labelled, names).report.accuracy).toBe(0.6)
    expect(countRanks(truth, labelled)).toBeNull()
    expect(logLoss(truth, labelled)).toBeNull()
    expect(measureReliability(truth, labelled)).toBeNull()
    expect(rejectionCurve(truth, labelled)).toBeNull()
  })

  it('of nothing says null, never a number', () => {
    for (const labels of [Int32Array.of(), Int32Array.of(-1)]) {
      const figures = evaluate(
        labels,
        predictionsFromProbabilities(new Float32Array(labels.length * 2).fill(0.5), 2),
        names
      )
      expect(figures.report).toMatchObject({
        accuracy: null,
        macro: { f1: null },
        weighted: { recall: null },
        support: 0
      })
      expect(figures).toMatchObject({ interval: null, alarms: [] })
    }
  })

  it('leaves an example without a prediction out of every figure, however sure the row looks', () => {
    const seen = { ...predictions, predicted: Int32Array.of(0, 1, -1, 1, 1, 2) }
    const without = predictionsFromProbabilities(Float32Array.from(predictions.scores ?? []), 3)
    const labels = Int32Array.of(0, 0, -1, 1, 2, -1)
    const [given, wanted] = [evaluate(truth, seen, names), evaluate(labels, without, names)]
    expect(given.confusion).toEqual({ ...wanted.confusion, unlabelled: 1, unpredicted: 1 })
    expect(countRanks(truth, seen)).toEqual(countRanks(labels, without))
    expect(logLoss(truth, seen)).toBe(logLoss(labels, without))
    expect(rejectionCurve(truth, seen)).toEqual(rejectionCurve(labels, without))
    expect(measureReliability(truth, seen)?.ece).toBe(measureReliability(labels, without)?.ece)
    expect(classThresholds(truth, seen, 0.5)).toEqual(classThresholds(labels, without, 0.5))
  })

  it('moves with a label and back', () => {
    const before = evaluate(truth, predictions, names)
    const moved = truth.slice()
    moved[1] = 1
    expect(evaluate(moved, predictions, names).report.accuracy).toBe(0.8)
    moved[1] = 0
    expect(evaluate(moved, predictions, names)).toEqual(before)
  })

  it('raises an alarm for a sink, a class that is never predicted and confident errors', () => {
    const labels = Int32Array.from({ length: 30 }, (_, at) => at % 3)
    const probabilities = Float32Array.from({ length: 90 }, (_, at) => {
      const example = Math.floor(at / 3)
      const guess = example % 3 === 0 ? 0 : 1
      return at % 3 === guess ? 0.95 : 0.025
    })
    const { alarms } = evaluate(labels, predictionsFromProbabilities(probabilities, 3), names)
    expect(alarms.map(alarm => [alarm.kind, alarm.class])).toEqual([
      ['sink_class', 1],
      ['never_predicted', 2],
      ['confident_errors', null]
    ])
    expect(alarms[0]?.message).toBe(
      'Bag takes 20 of 30 predictions, though only 10 of the photos are labelled so: 10 of 10 errors end there.'
    )
  })

  it('says of a sink that has no example of its own that none is labelled so', () => {
    const labels = Int32Array.from({ length: 30 }, (_, at) => (at % 2) * 2)
    const probabilities = Float32Array.from({ length: 90 }, (_, at) => (at % 3 === 1 ? 0.95 : 0.025))
    const [sink] = evaluate(labels, predictionsFromProbabilities(probabilities, 3), names).alarms
    expect(sink?.message).toBe(
      'Bag takes 30 of 30 predictions, though none of the photos is labelled so: 30 of 30 errors end there.'
    )
  })

  it('stays silent for errors that spread and a confidence that holds', () => {
    const labels = Int32Array.from({ length: 300 }, (_, at) => at % 3)
    const probabilities = Float32Array.from({ length: 900 }, (_, at) => {
      const example = Math.floor(at / 3)
      const guess = example % 20 === 0 ? (example + 1 + (example % 40 === 0 ? 1 : 0)) % 3 : example % 3
      return at % 3 === guess ? 0.95 : 0.025
    })
    expect(evaluate(labels, predictionsFromProbabilities(probabilities, 3), names).alarms).toEqual([])
  })
})

describe('predictions that make no sense', () => {
  it('are refused with the row and the reason', () => {
    expect(() => predictionsFromProbabilities(Float32Array.of(0.5, 0.5, 1), 2)).toThrow('rows of 2 classes')
    expect(() => predictionsFromProbabilities(Float32Array.of(0.5, 0.5, NaN, 1), 2)).toThrow('Row 1 holds NaN')
    expect(() => predictionsFromScores(Float32Array.of(Infinity, 0), 2)).toThrow('Row 0')
    expect(() => predictionsFromProbabilities(Float32Array.of(-0.5, 1.5), 2)).toThrow('negative probability -0.5')
    expect(() => predictionsFromProbabilities(Float32Array.of(3, 4), 2)).toThrow('add up to 7.000, not 1')
    expect(() => predictionsFromLabels([0, 2], 2)).toThrow('Row 1 predicts the class 2')
    expect(() => evaluate(Int32Array.of(0, 1), predictionsFromLabels([0], 2), names)).toThrow('2 labels')
    expect(() => evaluate(Int32Array.of(2), predictionsFromLabels([0], 2), names)).toThrow("2 classes don't contain")
  })

  it('take the lower class where scores are equal', () => {
    expect([...predictionsFromScores(Float32Array.of(1, 3, 3), 3).predicted]).toEqual([1])
  })
})
