import { marginCounts, type Confusion } from './confusion'

/** Precision, recall and F1 in [0, 1]; null where they are undefined. */
export interface Scores {
  readonly precision: number | null
  readonly recall: number | null
  readonly f1: number | null
}

/** A class's line of the report; support = labelled examples of the class. */
export interface ClassScores extends Scores {
  readonly support: number
}

/** scikit-learn's classification report. */
export interface Report {
  readonly accuracy: number | null
  /** One line per class, also for classes without any example. */
  readonly classes: readonly ClassScores[]
  readonly macro: Scores
  readonly weighted: Scores
  readonly micro: Scores
  /** Labelled and predicted examples. */
  readonly support: number
}

/** How undefined figures and absent classes count. */
export interface ReportOptions {
  /**
   * What an undefined figure (0/0) counts as, with scikit-learn's meanings: 0, 1, null (its NaN: averages leave it out),
   * or `warn`: null in the class's own line, 0 in the averages, as its default has it.
   */
  readonly zeroDivision?: 0 | 1 | null | 'warn'
  /** Classes that averages run over: those that occur in labels or predictions (scikit-learn's default), or all. */
  readonly labels?: 'present' | 'all'
}

/** Precision, recall, F1 and support per class with macro, weighted and micro averages, equal to scikit-learn's. */
export function reportClasses(confusion: Confusion, options: ReportOptions = {}): Report {
  const { zeroDivision = 'warn', labels = 'present' } = options
  const { classes: width, counts, total, correct } = confusion
  const { support: supports, predicted } = marginCounts(confusion)
  const shown = zeroDivision === 'warn' ? null : zeroDivision
  const averaged = zeroDivision === 'warn' ? 0 : zeroDivision

  const lines = Array.from(supports, (support, label) => {
    const hits = counts[label * (width + 1)] ?? 0
    const guesses = predicted[label] ?? 0
    const score = (zero: number | null) => scoreCounts(hits, guesses, support, zero)
    return { averaged: score(averaged), shown: { ...score(shown), support }, present: support + guesses > 0 }
  })
  const chosen = lines.filter(line => labels === 'all' || line.present)
  const average = (weightOf: (line: (typeof lines)[number]) => number): Scores => ({
    precision: meanOf(chosen.map(line => [line.averaged.precision, weightOf(line)])),
    recall: meanOf(chosen.map(line => [line.averaged.recall, weightOf(line)])),
    f1: meanOf(chosen.map(line => [line.averaged.f1, weightOf(line)]))
  })
  // With one label per example every error is a false positive and a false negative: micro averages equal accuracy.
  const accuracy = total ? correct / total : null
  return {
    accuracy,
    classes: lines.map(line => line.shown),
    macro: average(() => 1),
    weighted: average(line => line.shown.support),
    micro: { precision: accuracy, recall: accuracy, f1: accuracy },
    support: total
  }
}

function scoreCounts(hits: number, guesses: number, support: number, zero: number | null): Scores {
  return {
    precision: guesses ? hits / guesses : zero,
    recall: support ? hits / support : zero,
    f1: guesses + support ? (2 * hits) / (guesses + support) : zero
  }
}

/** Weighted mean of the values that aren't null, unweighted where no weight is left, as scikit-learn does; else null. */
function meanOf(values: readonly (readonly [value: number | null, weight: number])[]): number | null {
  const known = values.flatMap(([value, weight]) => (value === null ? [] : [{ value, weight }]))
  if (known.length === 0) return null
  const weights = known.reduce((sum, { weight }) => sum + weight, 0)
  if (weights === 0) return known.reduce((sum, { value }) => sum + value, 0) / known.length
  return known.reduce((sum, { value, weight }) => sum + value * weight, 0) / weights
}
