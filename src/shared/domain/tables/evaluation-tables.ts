import type { Evaluation, EvaluationDetails, OutOfDistribution } from '../../contract/evaluation'
import type { FigureSource, FigureTable } from './figure-source'

/** What figures belong to; `title` names the run. Distributions without an accuracy have no protocol. */
export const sourceOf = (figures: Evaluation | OutOfDistribution, title: string): FigureSource => ({
  run: title,
  population: figures.populationName,
  protocol: 'protocol' in figures ? figures.protocol : 'out-of-distribution',
  n: figures.count
})

/** scikit-learn's report, one row per class and average. */
export function reportTable({ classes, accuracy, correct, count, interval, macro, weighted }: Evaluation): FigureTable {
  const row = (name: string, { precision, recall, recallInterval, f1, support }: Evaluation['macro']) => [
    ...[name, precision, recall, recallInterval?.[0] ?? null, recallInterval?.[1] ?? null, f1, support, null, null]
  ]
  const [low = null, high = null] = interval ?? []
  return {
    columns: ['class', 'precision', 'recall', 'low', 'high', 'f1-score', 'support', 'accuracy', 'correct'],
    rows: [
      ...classes.map(one => row(one.name, one)),
      ['accuracy', null, null, low, high, null, count, accuracy, correct],
      row('macro avg', macro),
      row('weighted avg', weighted)
    ]
  }
}

/** Pairs of classes by how often one is taken for the other. */
export const confusedTable = ({ confusion, classes }: Evaluation): FigureTable => ({
  columns: ['true', 'predicted', 'count', 'support'],
  rows: confusedPairs(confusion).map(({ truth, predicted, count }) => [
    ...[confusion.labels[truth] ?? '', confusion.labels[predicted] ?? '', count, classes[truth]?.support ?? null]
  ])
})

/** How often the model is right, by how sure it is. */
export const confidenceTable = ({ reliability }: EvaluationDetails): FigureTable => ({
  columns: ['from', 'to', 'items', 'right', 'wrong', 'accuracy', 'confidence'],
  rows: (reliability?.bins ?? []).map(({ low, high, right, wrong, accuracy, confidence }) => [
    ...[low, high, right + wrong, right, wrong, accuracy, confidence]
  ])
})

/** Accuracy and coverage when predictions below a confidence are rejected. */
export const rejectionTable = ({ rejection }: EvaluationDetails): FigureTable => ({
  columns: ['threshold', 'kept', 'coverage', 'right', 'accuracy'],
  rows: (rejection ?? []).map(row => [row.threshold, row.kept, row.coverage, row.right, row.accuracy])
})

/** Errors between two classes in either direction; class names by index. */
export const pairTable = ({ pairs }: EvaluationDetails, labels: readonly string[]): FigureTable => ({
  columns: ['a', 'b', 'a_as_b', 'b_as_a', 'support', 'rate'],
  rows: pairs.map(row => [...[labels[row.a] ?? '', labels[row.b] ?? '', row.aAsB, row.bAsA, row.support, row.rate]])
})

/** The matrix cell by cell with its shares in [0, 1], empty cells left out. */
export function matrixTable({ labels, counts }: Evaluation['confusion']): FigureTable {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const ofTrue = counts.map(sum)
  const ofPredicted = labels.map((_, at) => sum(counts.map(row => row[at] ?? 0)))
  const all = sum(ofTrue)
  return {
    columns: ['true', 'predicted', 'count', 'share_of_true', 'share_of_predicted', 'share_of_all'],
    rows: counts.flatMap((row, truth) =>
      row.flatMap((count, predicted) => {
        if (count === 0) return []
        const shares = [count / (ofTrue[truth] ?? 0), count / (ofPredicted[predicted] ?? 0), count / all]
        return [[labels[truth] ?? '', labels[predicted] ?? '', count, ...shares]]
      })
    )
  }
}

/** Off-diagonal cells with errors, most first. */
export function confusedPairs(confusion: Evaluation['confusion']) {
  return confusion.counts
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || a.truth - b.truth || a.predicted - b.predicted)
}
