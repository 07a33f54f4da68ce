import { wilsonInterval, type Interval } from '../statistics/wilson'
import { raiseAlarms, type Alarm, type AlarmNames } from './alarms'
import { countConfusion, type Confusion } from './confusion'
import type { Predictions } from './predictions'
import { reportClasses, type Report, type ReportOptions } from './report'

/** The figures of one model on one population that every view shows; a pure function of its predictions and the labels as they are now. */
export interface Evaluation {
  readonly confusion: Confusion
  readonly report: Report
  /** Wilson interval of the accuracy at 95 %; null without examples. */
  readonly interval: Interval | null
  readonly alarms: readonly Alarm[]
}

/**
 * Evaluates predictions against labels (class index, −1 = unlabelled). Throws a PredictionError when they don't fit
 * together. Takes a few milliseconds for 70,000 examples, so that a changed label needs no incremental update.
 */
export function evaluate(truth: Int32Array, predictions: Predictions, options: AlarmNames & ReportOptions): Evaluation {
  const confusion = countConfusion(truth, predictions)
  return {
    confusion,
    report: reportClasses(confusion, options),
    interval: wilsonInterval(confusion.correct, confusion.total),
    alarms: raiseAlarms(truth, predictions, confusion, options)
  }
}
