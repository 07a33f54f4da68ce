import type { FoldEvaluation } from '@shared/contract/evaluation'
import { evaluate } from '@shared/domain/metrics/evaluation'
import { meanAndDeviation } from '@shared/domain/statistics/spread'
import type { Judged } from '../judging/judge'

/** Figures of each fold alone, against the labels as they are now; `folds` = fold (from 1) of each example. */
export function evaluateFolds({ run, population, predictions, truth }: Judged, folds: Uint8Array): FoldEvaluation {
  const names = run.file.classes
  const width = names.length
  const numbers = [...new Set(folds)].sort((a, b) => a - b)
  const rows = numbers.map(fold => {
    const own = truth.map((label, at) => (folds[at] === fold ? label : -1))
    const { confusion, report, interval } = evaluate(own, predictions, { classNames: names, unit: 'images' })
    return {
      fold,
      count: confusion.total,
      correct: confusion.correct,
      accuracy: report.accuracy,
      interval: interval && ([interval.low, interval.high] satisfies [number, number]),
      macroF1: report.macro.f1,
      confusion: names.map((_, at) => Array.from(confusion.counts.subarray(at * width, (at + 1) * width)))
    }
  })
  const known = <T>(values: readonly (T | null)[]): T[] => values.filter(value => value !== null)
  const trainedWith = population.pixels.kind === 'frozen' ? population.pixels.labels : null
  return {
    folds: rows,
    accuracy: meanAndDeviation(known(rows.map(({ accuracy }) => accuracy))),
    macroF1: meanAndDeviation(known(rows.map(({ macroF1 }) => macroF1))),
    changedLabels: trainedWith ? trainedWith.filter((label, at) => label !== truth[at]).length : 0
  }
}
