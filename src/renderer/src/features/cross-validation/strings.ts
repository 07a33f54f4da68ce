import { count } from '@/ui/format'

export const crossValidationStrings = {
  title: 'Evaluate',
  name: 'Cross-validation',
  choose: 'Cross-validation',
  option: (number: number, name: string, folds: number) => `CV ${number} · ${name}, ${folds} folds`,
  noneTitle: 'No cross-validation yet',
  noneText: 'It trains one model per fold and judges every image by the one model that never saw it.',
  start: 'Cross-validate',
  working: 'Judging out of fold',
  states: { running: 'Running', interrupted: 'Interrupted', finished: 'Finished', failed: 'Failed' },
  cancel: 'Cancel',
  resume: 'Go on',
  again: 'Retrain folds',
  againHint: 'The same folds and settings in the form, on the labels as they are now',
  evaluate: 'Evaluate',
  compare: 'Compare',
  remove: 'Delete',
  removed: (title: string) => `${title} and the runs of its folds are in the trash.`,
  undo: 'Undo',
  note: 'Note',
  plan: {
    title: 'Fold plan',
    hint: 'as it ran',
    stratified: 'stratified',
    shuffled: (seed: number) => `shuffled, seed ${seed}`,
    grouped: 'grouped by image',
    weights: 'every fold: new weights',
    fold: (fold: number) => `Fold ${fold}`,
    train: 'train',
    score: (n: string) => `score ${n}`,
    trained: 'Train per fold',
    validation: 'Chooses the epoch',
    validationText: (n: string, share: string) => `${n}, ${share} of the training part`,
    validationFold: 'the fold itself: its figure is then too good',
    scored: 'Scored per fold',
    test: 'Test part',
    testText: (n: string) => `${n}, never in a fold`,
    noTest: 'none',
    columns: ['fold', 'part', 'items']
  },
  curves: {
    title: 'Accuracy per fold',
    train: 'train',
    validation: 'validation',
    hint: (low: string, high: string) => `same axes, ${low} to ${high}`,
    none: 'Curves show when the first epoch of a fold is done.',
    columns: ['fold', 'epoch', 'accuracy', 'val_accuracy', 'loss', 'val_loss']
  },
  score: {
    title: 'Score',
    mean: (folds: number) => `Mean of ${folds} folds ± standard deviation (n − 1)`,
    soFar: (done: number, folds: number) => `${done} of ${folds} folds are scored`,
    protocol: 'Protocol',
    accuracy: 'accuracy',
    outOfFold: 'Out of fold',
    testPart: 'Each fold on the test part',
    testHint: 'the study’s way, not out of fold',
    testCount: (n: string, folds: number) => `${n} × ${folds}`,
    macroF1: 'macro f1-score',
    changed: (labels: number) =>
      labels === 1
        ? '1 label changed since this ran. Scores are current; the folds were trained with the old label.'
        : `${count(labels)} labels changed since this ran. Scores are current; the folds were trained with the old labels.`,
    original: (value: string) => `${value} on the labels before edits made with predictions in view`,
    ownValidation: 'The folds chose their own epochs: the out-of-fold figure is too good.'
  },
  folds: {
    title: 'Folds',
    columns: ['Fold', 'right of n', 'accuracy', 'macro f1', 'test part'],
    run: (number: number) => `run ${number}`
  },
  matrix: {
    title: 'Out-of-fold matrix',
    ofFold: (fold: number) => `Matrix of fold ${fold}`,
    note: (n: string) => `n = ${n} · every image scored by a model that did not see it`,
    which: 'Fold',
    all: 'All folds'
  },
  suspects: {
    title: 'Label suspects',
    keys: {
      move: 'Move in the label suspects',
      relabel: 'Take the models’ class',
      keep: 'Keep the label',
      open: 'Open the item'
    },
    text: 'Images whose out-of-fold model is sure of another class, the surest first. Look before you change.',
    total: (suspects: string, n: string, done: number) => `${suspects} of ${n}${done > 0 ? ` · ${done} done` : ''}`,
    filter: 'Which suspects',
    all: 'All',
    pair: (a: string, b: string) => `${a} ↔ ${b}`,
    label: 'label',
    models: 'model',
    fold: (fold: number) => `fold ${fold}`,
    relabel: 'Relabel',
    relabelled: 'relabelled',
    kept: 'kept',
    none: 'No image whose model is sure of another class.',
    scores: 'This model gives scores, not probabilities: how sure it is can’t be told.',
    done: (name: string) => `Labelled ${name}`
  }
} as const
