import { binomialUpperTail } from '../statistics/binomial'
import { wilsonInterval } from '../statistics/wilson'
import { marginCounts, type Confusion } from './confusion'
import type { Predictions } from './predictions'

/** Something about a model's errors that a figure for the whole hides. */
export interface Alarm {
  readonly kind: 'sink_class' | 'confident_errors' | 'never_predicted'
  /** Class that the alarm is about; null = all. */
  readonly class: number | null
  readonly message: string
}

/** Words for the sentences of alarms. */
export interface AlarmNames {
  readonly classNames: readonly string[]
  /** Plural of the examples: "photos", "test images". */
  readonly unit: string
}

const SINK_EXCESS = 1.5
const SINK_ERRORS = 3
const SIGNIFICANCE = 0.05
const CONFIDENT = 0.9
const MISSED = 3

/** All alarms of one model, those on single classes first. */
export function raiseAlarms(
  truth: Int32Array,
  predictions: Predictions,
  confusion: Confusion,
  names: AlarmNames
): readonly Alarm[] {
  return [
    ...findSinks(confusion, names),
    ...findMissed(confusion, names),
    ...findConfidentErrors(truth, predictions, names)
  ]
}

/**
 * A sink takes at least 1.5 times the predictions that it has examples, and more of the errors than chance would give
 * if errors spread evenly over the other classes (binomial test, not corrected for the number of classes: on 15 photos
 * a warning too many costs less than a sink unnoticed).
 */
function findSinks(confusion: Confusion, { classNames, unit }: AlarmNames): readonly Alarm[] {
  const { classes, counts, total, correct } = confusion
  const { support, predicted } = marginCounts(confusion)
  const errors = total - correct
  return Array.from(predicted, (taken, label): readonly Alarm[] => {
    const wrong = taken - (counts[label * (classes + 1)] ?? 0)
    const own = support[label] ?? 0
    if (classes < 3 || wrong < SINK_ERRORS || taken < SINK_EXCESS * own) return []
    if (binomialUpperTail(wrong, errors, 1 / (classes - 1)) >= SIGNIFICANCE) return []
    const message =
      `${classNames[label] ?? label} takes ${taken} of ${total} predictions, though ` +
      `${own === 0 ? `none of the ${unit} is` : `only ${own} of the ${unit} ${own === 1 ? 'is' : 'are'}`} labelled so: ` +
      `${wrong} of ${errors} errors end there.`
    return [{ kind: 'sink_class', class: label, message }]
  }).flat()
}

function findMissed(confusion: Confusion, { classNames, unit }: AlarmNames): readonly Alarm[] {
  const { support, predicted } = marginCounts(confusion)
  return Array.from(support, (own, label): readonly Alarm[] => {
    if (own < MISSED || predicted[label] !== 0) return []
    const message = `${classNames[label] ?? label} is never predicted, though ${own} ${unit} are labelled so.`
    return [{ kind: 'never_predicted', class: label, message }]
  }).flat()
}

/** Confidence means nothing where predictions above 90 % are right less often than that, beyond chance. */
function findConfidentErrors(truth: Int32Array, predictions: Predictions, { unit }: AlarmNames): readonly Alarm[] {
  const { predicted, confidence } = predictions
  if (!confidence) return []
  let sure = 0
  let right = 0
  for (let row = 0; row < truth.length; row++) {
    if (truth[row] === -1 || predicted[row] === -1 || (confidence[row] ?? 0) < CONFIDENT) continue
    sure++
    if (truth[row] === predicted[row]) right++
  }
  const interval = wilsonInterval(right, sure)
  if (!interval || interval.high >= CONFIDENT) return []
  const message =
    `${sure - right} of ${sure} ${unit} predicted with a confidence of 90 % or more are wrong: ` +
    'the confidence of this model is no guide here.'
  return [{ kind: 'confident_errors', class: null, message }]
}
