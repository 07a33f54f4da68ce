import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/random'
import { measureReliability } from './confidence'
import { countConfusion } from './confusion'
import { predictionsFromProbabilities } from './predictions'
import { countRanks, logLoss, topKAccuracy } from './ranking'
import { reportClasses, type Scores } from './report'

type Figure = number | null
type Triple = readonly [precision: Figure, recall: Figure, f1: Figure]
type Averages = readonly [macro: Triple, weighted: Triple, micro: Triple]
type Case = readonly [
  accuracy: Figure,
  confusion: readonly number[],
  perClass: readonly [precision: Figure[], recall: Figure[], f1: Figure[]],
  averages: readonly [zero: Averages, one: Averages, undefined: Averages],
  macroOfAll: Triple,
  topK: readonly Figure[],
  logLoss: Figure,
  calibration: readonly [ece: Figure, mce: Figure]
]

const golden: { sklearn: string; cases: (Case | null)[] } = JSON.parse(
  gunzipSync(readFileSync(new URL('golden/metrics.json.gz', import.meta.url))).toString()
)

/** The same draws as in golden/make_metrics.py. */
function drawCase(seed: number) {
  const random = createRandom(seed, 'metrics')
  const classes = 2 + random.integer(11)
  const used = 1 + random.integer(classes)
  const count = 1 + random.integer(40)
  const truth = new Int32Array(count)
  const probabilities = new Float32Array(count * classes)
  for (let row = 0; row < count; row++) {
    const label = random.integer(12) === 0 ? -1 : random.integer(used)
    const raw = Float32Array.from({ length: classes }, () => random.uniform())
    if (label >= 0 && random.integer(2) === 0) raw[label]! += 1
    const total = raw.reduce((sum, value) => sum + value, 0)
    raw.forEach((value, at) => (probabilities[row * classes + at] = value / total))
    truth[row] = label
  }
  return { truth, predictions: predictionsFromProbabilities(probabilities, classes) }
}

const tripleOf = ({ precision, recall, f1 }: Scores): Triple => [precision, recall, f1]

/** Largest distance between figures; infinite where one is undefined and the other isn't. */
function distance(actual: unknown, expected: unknown): number {
  if (Array.isArray(actual) && Array.isArray(expected) && actual.length === expected.length) {
    return Math.max(0, ...actual.map((item, at) => distance(item, expected[at])))
  }
  if (typeof actual === 'number' && typeof expected === 'number') return Math.abs(actual - expected)
  return actual === null && expected === null ? 0 : Infinity
}

describe(`metrics on 1,000 random cases of scikit-learn ${golden.sklearn}`, () => {
  const worst = new Map<string, number>()
  golden.cases.forEach((expected, seed) => {
    const { truth, predictions } = drawCase(seed)
    const confusion = countConfusion(truth, predictions)
    const note = (name: string, actual: unknown, wanted: unknown) =>
      worst.set(name, Math.max(worst.get(name) ?? 0, distance(actual, wanted)))
    const report = reportClasses(confusion)
    if (!expected) {
      note('nothing labelled', [report.accuracy, ...tripleOf(report.macro)], [null, null, null, null])
      return
    }
    const [accuracy, counts, perClass, averages, macroOfAll, topK, loss, calibration] = expected
    const averagesWith = (zeroDivision: 0 | 1 | null) => {
      const { macro, weighted, micro } = reportClasses(confusion, { zeroDivision })
      return [macro, weighted, micro].map(tripleOf)
    }
    const ranks = countRanks(truth, predictions)
    const reliability = measureReliability(truth, predictions)
    note('accuracy', report.accuracy, accuracy)
    note('confusion', [...confusion.counts], counts)
    const classLines = report.classes.map(tripleOf)
    note(
      'classes',
      [0, 1, 2].map(column => classLines.map(line => line[column])),
      perClass
    )
    note('averages', [averagesWith(0), averagesWith(1), averagesWith(null)], averages)
    note('default averages', [report.macro, report.weighted, report.micro].map(tripleOf), averages[0])
    note('macro over all classes', tripleOf(reportClasses(confusion, { labels: 'all' }).macro), macroOfAll)
    note('top-k', [topKAccuracy(ranks, 2), topKAccuracy(ranks, 3)], topK)
    note('log loss', logLoss(truth, predictions), loss)
    note('calibration', [reliability?.ece, reliability?.mce], calibration)
  })

  it('runs over all of them', () => {
    expect(golden.cases).toHaveLength(1000)
    expect(worst.size).toBe(10)
  })

  it.each([...worst])('agrees on %s to 1e-12', (_, largest) => {
    expect(largest).toBeLessThan(1e-12)
  })
})
