import { wilsonInterval, type Interval } from '../statistics/wilson'
import { raiseAlarms, type Alarm, type AlarmNames } from './alarms'
import { measureReliability, rejectionCurve, type Reliability, type RejectionPoint } from './confidence'
import { countConfusion, type Confusion } from './confusion'
import type { Predictions } from './predictions'
import { countRanks, logLoss } from './ranking'
import { reportClasses, type Report, type ReportOptions } from './report'

/** Every figure of one model on one population; a pure function of its predictions and the labels as they are now. */
export interface Evaluation {
  readonly confusion: Confusion
  readonly report: Report
  /** Wilson interval of the accuracy at 95 %; null without examples. */
  readonly interval: Interval | null
  /** How often the true class ranks first, second …, `[classes]`; null without scores. */
  readonly ranks: Int32Array | null
  readonly logLoss: number | null
  readonly reliability: Reliability | null
  readonly rejection: readonly RejectionPoint[] | null
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
    ranks: countRanks(truth, predictions),
    logLoss: logLoss(truth, predictions),
    reliability: measureReliability(truth, predictions),
    rejection: rejectionCurve(truth, predictions),
    alarms: raiseAlarms(truth, predictions, confusion, options)
  }
}
