import { confusedPairs } from '@/ui/matrix-cells'
import type { FigureSource, FigureTable } from '@/ui/figure-source'
import type { Evaluation, EvaluationDetails, OutOfDistribution } from '@shared/contract/evaluation'

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

export const confusedTable = ({ confusion, classes }: Evaluation): FigureTable => ({
  columns: ['true', 'predicted', 'count', 'support'],
  rows: confusedPairs(confusion).map(({ truth, predicted, count }) => [
    ...[confusion.labels[truth] ?? '', confusion.labels[predicted] ?? '', count, classes[truth]?.support ?? null]
  ])
})

export const confidenceTable = ({ reliability }: EvaluationDetails): FigureTable => ({
  columns: ['from', 'to', 'items', 'right', 'wrong', 'accuracy', 'confidence'],
  rows: (reliability?.bins ?? []).map(({ low, high, right, wrong, accuracy, confidence }) => [
    ...[low, high, right + wrong, right, wrong, accuracy, confidence]
  ])
})
