export const uiStrings = {
  predicted: 'Predicted →',
  noMatch: 'No match',
  show: (label: string) => `Show ${label}`,
  clear: (label: string) => `Clear ${label}`,
  close: 'Close',
  undo: 'Undo',
  stepped: { undo: (title: string) => `Undone: ${title}`, redo: (title: string) => `Redone: ${title}` },
  dismiss: 'Dismiss',
  unlabelled: 'Unlabelled',
  population: 'Population',
  keepLabel: {
    keep: 'Keep',
    hint: 'Keep the label, as reviewed',
    kept: 'Label kept as reviewed',
    needsLabel: 'Only a label can be kept.'
  },
  noShare: 'No item with a label was judged: there is nothing to take a share of.',
  failure: { title: 'This cannot be shown', retry: 'Try again', check: 'Check the project' },
  evaluateTabs: {
    label: 'Views of Evaluate',
    run: 'Run',
    crossValidation: 'Cross-validation',
    preprocessing: 'Preprocessing'
  },
  number: {
    needed: (label: string) => `${label} needs a number`,
    invalid: (label: string) => `${label} must be a number`,
    whole: (label: string) => `${label} must be a whole number`,
    least: (label: string, min: string) => `${label} must be ${min} or more`,
    most: (label: string, max: string) => `${label} must be ${max} or less`
  },
  protocols: {
    'single-split': ['single split', 'One part of the data was set aside once; another split gives another figure.'],
    'out-of-fold': ['out-of-fold', 'Each item was judged by the one model that never saw it.'],
    'fold-mean': ['fold mean', 'Mean over the models of a cross-validation, each on its own part.'],
    'held-out': ['held out', 'Images that no training has seen.'],
    'training-data': ['training data', 'The model was trained on these very images.'],
    external: ['external', 'Predicted elsewhere: what the model was trained on, and what it saw, is not known here.'],
    mixed: ['mixed', 'Figures of different protocols; they are not ranked.']
  },
  learnt: (count: string) => `${count} of these examples are of images that the model was trained on.`,
  chart: {
    twinShown: 'Table shown',
    hint: 'T shows this chart as a table, C copies it as CSV.'
  },
  matrix: {
    normalise: 'Normalise',
    by: { counts: 'Counts', true: 'true', pred: 'pred', all: 'all' },
    diagonal: 'Diagonal',
    right: 'right',
    wrong: 'wrong, stronger is more',
    cell: (truth: string, predicted: string, value: string, total: string) =>
      `true ${truth}, predicted ${predicted}: ${value} of ${total}`
  },
  figure: {
    label: (title: string) => `Save ${title}`,
    asTable: 'Show as table',
    asChart: 'Show as chart',
    svg: 'Save as SVG',
    png: 'Save as PNG',
    csv: 'Save as CSV',
    copy: 'Copy as CSV',
    copied: 'Copied as CSV'
  },
  broken: 'This image cannot be shown'
} as const
