import { plural } from '@/ui/format'

export const evaluateStrings = {
  title: 'Evaluate',
  run: 'Run',
  chooseRun: 'Choose a run',
  noRunTitle: 'No finished run yet',
  noRunText: 'Train a run, or stop one and keep its best weights: then its errors show here.',
  train: 'Train a run',
  gone: 'The run of this address is no longer here. The newest one is shown.',
  working: 'Predicting',
  option: (number: number, name: string) => `Run ${number} · ${name}`,
  accuracy: {
    title: 'accuracy',
    interval: (bounds: string) => `95 %: ${bounds} %`,
    counts: (correct: string, total: string) => `${correct} of ${total} · Wilson`,
    unlabelled: (count: string) => `${count} without a label are left out`,
    unpredicted: (count: string) => `${count} without a prediction are left out`,
    foreign: (count: string, name: string) =>
      `${count} labelled ${name}, a class that this model doesn’t know, are left out`,
    original: (accuracy: string, edits: string) =>
      `${accuracy} on the labels before ${edits} made with predictions in view`
  },
  moreAlarms: (n: number) => plural(n, 'more warning'),
  report: {
    title: 'Classification report',
    layout: 'scikit-learn layout',
    columns: ['Class', 'precision', 'recall', 'recall, 95 %', 'f1-score', 'support'],
    accuracy: 'accuracy',
    macro: 'macro avg',
    weighted: 'weighted avg'
  },
  matrix: { title: 'Confusion matrix' },
  confused: {
    title: 'Most confused',
    summary: (errors: number, cells: number) => `${plural(errors, 'error')} in ${plural(cells, 'cell')}`,
    as: 'as',
    all: 'All errors',
    share: (share: string) => `${share} of errors`
  },
  low: {
    title: 'Low confidence',
    threshold: 'Confidence below',
    below: (items: number, wrong: string | null) =>
      `${plural(items, 'item')}${wrong === null ? '' : `, ${wrong} wrong`}`,
    left: (threshold: string, accuracy: string, coverage: string) =>
      `From ${threshold} on: ${accuracy} right, ${coverage} of the items`,
    histogram: 'Predictions by confidence',
    items: 'items',
    show: 'Show them',
    none: 'This model gives scores, not probabilities: it has no confidence.'
  },
  calibration: {
    title: 'Can confidence be trusted?',
    reliability: 'Accuracy by confidence',
    rejection: 'Accuracy when unsure predictions are rejected',
    confidence: 'confidence',
    coverage: 'share kept',
    ece: (ece: string, loss: string) => `ECE ${ece} · log loss ${loss}`,
    topK: (k: number, accuracy: string) => `top ${k}: ${accuracy} %`
  },
  cell: {
    errors: 'All errors',
    below: (threshold: string) => `Confidence below ${threshold}`,
    predicted: 'predicted',
    items: (n: number) => plural(n, 'item'),
    close: 'Close',
    emptyTitle: 'Choose a cell',
    emptyText: 'Its images show here, the most confident first.',
    none: 'No item is in this cell any more.',
    open: 'Open item',
    relabel: 'Label as',
    take: 'Relabel',
    takeHint: (name: string) => `Take the model’s class: ${name}`,
    reviewed: 'reviewed',
    digit: (name: string) => `Label the item ${name}`,
    tile: (tile: { name: string; truth: string; predicted: string; confidence: string; reviewed: boolean }) =>
      `${tile.name}, true ${tile.truth}, predicted ${tile.predicted}, ${tile.confidence}${tile.reviewed ? ', reviewed' : ''}`,
    relabelled: (name: string) => `Labelled ${name}`
  },
  keys: {
    move: 'Move in the matrix, among the images of a cell',
    ends: 'Ends of the row, of the matrix',
    open: 'Show the images of the cell, open the item',
    close: 'Back to the cell',
    relabel: 'Give the item the model’s class',
    keep: 'Keep the label of the item'
  },
  change: (population: string) => `accuracy · ${population}`,
  undo: 'Undo'
}
