import { count } from '@/ui/format'

export const compareStrings = {
  title: 'Compare',
  tabs: { models: 'Models', difference: 'Difference A − B' },
  tabList: 'Views',
  runs: 'Runs',
  chooseRuns: (n: number) => `Runs · ${n}`,
  runsHint: 'Up to eight runs, judged on the same images.',
  mostRuns: 'Eight runs are the most that can stand side by side. Take one away first.',
  noRunTitle: 'No finished run yet',
  noRunText: 'Train a run, or stop one and keep its best weights: then it can be compared.',
  train: 'Train a run',
  importPredictions: 'Import predictions…',
  noneTitle: 'Choose runs',
  noneText: 'Two or more runs on one population show who is right where.',
  working: 'Predicting',
  recheck: 'Blind re-check',
  recheckHint: 'Check labels of right and wrong images alike, without seeing what the model said.',
  csv: { title: 'Export', models: 'Models as CSV', pairs: 'Paired tests as CSV', rows: 'Rows as CSV' },
  models: {
    title: 'Models',
    columns: ['Model', 'Parameters', 'accuracy', 'macro F1', 'Protocol'],
    run: (number: number) => `Run ${number}`,
    crossValidation: (number: number) => `CV ${number}`,
    external: (number: number) => `External ${number}`,
    noParameters: 'Predicted elsewhere: the model itself is not known here.',
    labelMap: (kind: 'by-name' | 'by-hand' | 'index') =>
      kind === 'index'
        ? 'Classes are mapped by their place in the list: the figures mean nothing.'
        : `Classes are mapped ${kind === 'by-name' ? 'by name' : 'by hand'}:`,
    labelMapPair: (from: string, to: string | null, count: string) => `${from} → ${to ?? 'left out'} (${count})`,
    counts: (correct: string, total: string) => `${correct} of ${total}`,
    original: (value: string) => `${value} before edits`,
    originalHint: 'On the labels and boxes before any edit that was made with predictions in view',
    best: 'best',
    moreAlarms: (n: number) => `and ${n} more`,
    bestHint: 'Better than every other run here by the paired test',
    note: (n: string) => `Below each figure: Wilson 95 % interval. n = ${n}.`
  },
  pairs: {
    title: 'Paired test',
    method: { exact: 'McNemar, exact', 'chi-square': 'McNemar, chi-square', mixed: 'McNemar' },
    columns: ['A', 'B', 'only A right', 'only B right', 'p', 'Holm p'],
    hint: 'Images that only one of the two gets right',
    choose: (name: string, a: number, b: number) => `${name}: wins and losses of run ${a} against run ${b}`,
    one: 'One run alone: nothing to test.',
    noRanking: 'No ranking. '
  },
  rows: {
    title: 'Side by side',
    filter: 'Show',
    shows: {
      all: 'All',
      allRight: 'All right',
      someWrong: 'Some wrong',
      allWrong: 'All wrong',
      disagree: 'Disagree',
      wins: 'Wins',
      losses: 'Losses'
    },
    winsOf: (a: number, b: number) => `Wins and losses: run ${a} against run ${b}`,
    anyClass: 'Every label',
    label: 'Label',
    predictedBy: (number: number, name: string) => `run ${number} says ${name}`,
    clear: 'Clear filters',
    image: 'Image',
    input: 'Model input',
    inputOf: (recipe: string) => `Model input · ${recipe}`,
    agreement: 'Agreement',
    right: 'right',
    wrong: 'wrong',
    unreadable: 'not readable',
    noLabel: 'no label',
    ofRight: (right: number, models: number) =>
      right === 0 ? 'all wrong' : right === models ? 'all right' : `${right} of ${models} right`,
    describe: (name: string, label: string, says: string) => `${name}, label ${label}, ${says}. Enter opens it.`,
    none: (filters: number) => `No items match. ${filters === 1 ? '1 filter is' : `${filters} filters are`} on.`,
    total: (n: number, of: number) => `${count(n)} of ${count(of)}`
  },
  difference: {
    title: (a: number, b: number) => `Confusion matrix, run ${a} − run ${b}`,
    hint: 'More on the diagonal, and fewer beside it, speaks for A. A cell opens its images below.',
    a: 'A',
    b: 'B',
    swap: 'Swap A and B',
    cell: (truth: string, predicted: string, a: number, b: number) =>
      `true ${truth}, predicted ${predicted}: A ${a}, B ${b}`,
    better: 'speaks for A',
    worse: 'speaks for B',
    needTwo: 'Two runs are needed for a difference.'
  },
  keys: { move: 'Move in the rows', open: 'Open the item of a row' }
}
