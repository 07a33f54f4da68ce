import type { RecipeStep } from '@shared/contract/recipe'

export const preprocessingStrings = {
  title: 'Evaluate',
  run: 'Run',
  chooseRun: 'Choose a run',
  noRunTitle: 'No finished run yet',
  noRunText: 'Train a run: then you see here what its model gets of your photos, and how to give it better inputs.',
  train: 'Train a run',
  working: 'Preparing the lab',
  option: (number: number, name: string) => `Run ${number} · ${name}`,
  recipe: {
    toolbar: 'Recipe',
    choose: 'Recipe',
    changed: (name: string) => `${name}, changed`,
    own: 'of the training',
    vitrine: 'Vitrine’s own',
    project: 'of this project',
    used: (runs: string) => `trained: run ${runs}`,
    save: 'Save as recipe',
    remove: 'Remove recipe',
    name: 'Name',
    cancel: 'Cancel',
    saved: (name: string) => `Saved the recipe “${name}”`,
    removed: (name: string) => `Removed the recipe “${name}”`,
    saveHint: 'It can then be chosen when a dataset is frozen, and named in an evaluation.',
    add: 'Add step',
    left: 'Earlier',
    right: 'Later',
    removeStep: 'Remove',
    makes: (shape: string) => `makes ${shape}`,
    foreign: (name: string) =>
      `The model was trained with “${name}”. What you see here is a trial with another recipe: its figures are marked.`,
    foreignBadge: 'other recipe'
  },
  rows: {
    title: 'Photos through the recipe',
    source: 'Photo',
    input: 'Input',
    other: (name: string) => `by ${name}`,
    nearest: 'Nearest in training',
    prediction: 'Prediction',
    label: 'Label',
    noLabel: 'no label',
    none: 'Nothing to show: this population is empty.',
    noAnswer: 'no answer',
    nearestTo: (name: string) => `to ${name} as the model gets it`,
    nearestTitle: 'Nearest training images',
    neighbour: (label: string, distance: string) => `${label}, ${distance} grey levels away`,
    describe: (name: string, truth: string, answer: string) => `${name}, label ${truth}, predicted ${answer}`
  },
  control: {
    title: (count: string) => `Control: ${count} pictures of the training’s kind as photos, through this recipe`,
    before: 'before',
    after: 'after',
    differ: (n: string, differ: string) => `n = ${n}, differ on ${differ}`
  },
  strategies: {
    title: 'Strategies',
    summary: (models: string, photos: string) => `${models}, ${photos}, one population`,
    rank: (open: number) => (open === 0 ? 'Run again' : `Run ${open}`),
    cancel: 'Cancel',
    grid: 'with the grid of 18',
    allRuns: 'all runs',
    columns: { recipe: 'Recipe', run: 'Run', accuracy: 'Accuracy', interval: 'Wilson 95 %' },
    own: 'training’s',
    notRun: 'not run yet',
    counts: (correct: string, count: string) => `${correct} of ${count}`,
    unreadable: (count: string) => `${count} can’t be read by this recipe and count as wrong`,
    plot: (value: string, low: string, high: string) => `${value}, ${low} to ${high}`,
    noLabels: 'None of these photos has a label that the model knows: inputs show, figures don’t.'
  },
  ablation: {
    title: 'Box ablation',
    summary: 'same photos, same model, only the crop differs',
    crop: 'Crop'
  }
}

export const stepNames: Readonly<Record<RecipeStep['kind'], string>> = {
  crop: 'Crop',
  shrink: 'Shrink',
  background: 'Ground',
  trim: 'Trim',
  color: 'Colour',
  polarity: 'Polarity',
  contrast: 'Contrast',
  fill: 'Fill',
  resize: 'Resize',
  edges: 'Edges',
  scale: 'Scale'
}
