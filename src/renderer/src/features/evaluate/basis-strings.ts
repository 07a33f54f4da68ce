/** Words for what a figure rests on: another recipe, a map of classes, predictions from elsewhere. */
export const basisStrings = {
  more: 'More',
  runPage: 'Run page',
  importPredictions: 'Import predictions…',
  importHint: 'Labels or probabilities that were made elsewhere',
  mapClasses: 'Map classes…',
  mapHint: 'What classes count as that the model doesn’t know',
  recipes: 'Recipe',
  ownRecipe: 'The run’s own',
  trial: (recipe: string) =>
    `The pictures are prepared by “${recipe}”, not by the recipe that this model was trained with: a trial.`,
  back: 'Own recipe',
  trialBadge: (recipe: string) => `recipe ${recipe}`,
  trialHint: 'Not the recipe that this model was trained with',
  recipe: (name: string) => `recipe ${name}`,
  macroF1: (bounds: string) => `macro f1-score, 95 %: ${bounds} · bootstrap`,
  external: (file: string, at: string, note: string) =>
    `Predicted elsewhere${note ? ` (${note})` : ''}, imported from ${file}, ${at}. What the model was trained on, and what it saw, is not known here.`,
  labelsOnly: 'Only labels are known: no view of confidence.',
  remove: 'Remove',
  removed: (name: string) => `Removed ${name}`,
  undo: 'Undo',
  map: {
    title: 'What counts as what',
    intro: (population: string) =>
      `“${population}” is labelled with classes that this model doesn’t know. Say which of the model’s classes each counts as; what is left out stays out of every figure.`,
    columns: ['Label', 'Items', 'counts as'],
    leftOut: 'left out',
    known: 'the model’s own class',
    byName: 'By name',
    byIndex: 'By place in the list',
    none: 'Leave all out',
    counted: (counted: string, total: string, out: string) =>
      `${counted} of ${total} items count, ${out} are left out.`,
    unlabelled: (count: string) => `${count} more have no label.`,
    index: 'By place in the list the figure means nothing: it is only for tables that were made so.',
    perClass: 'Items by the model’s classes',
    save: 'Use this map',
    drop: 'Drop the map',
    cancel: 'Cancel',
    used: (kind: 'by-name' | 'by-hand' | 'index') =>
      kind === 'index'
        ? 'Classes are mapped by their place in the list: the figure means nothing.'
        : `Classes are mapped ${kind === 'by-name' ? 'by name' : 'by hand'}:`,
    pair: (from: string, to: string | null, count: string) => `${from} → ${to ?? 'left out'} (${count})`,
    change: 'Change'
  },
  ood: {
    title: 'Out of distribution',
    text: (population: string, labels: string) =>
      `“${population}” is labelled ${labels}. The model knows none of these: there is no accuracy, only what it makes of the pictures.`,
    map: 'Map classes…',
    predicted: 'Predicted classes',
    columns: ['Class', 'Items', 'Share'],
    n: (n: string) => `n = ${n}`,
    unpredicted: (n: string) => `${n} can’t be read`,
    confidence: 'Confidence',
    entropy: 'Entropy of the probabilities, 1 = an even guess',
    mean: (here: string, own: string | null, name: string) =>
      own === null ? `mean ${here}` : `mean ${here} · ${own} on ${name}`,
    here: 'these pictures',
    share: 'share',
    none: 'Only labels or scores are known: there is no confidence.',
    emptyTitle: 'Choose a class',
    emptyText: 'What the model takes for it shows here, the most confident first.'
  },
  import: {
    title: 'Import predictions',
    intro: 'A CSV or JSON file with an item (file name, canvas or annotation) and a label, or a probability per class.',
    population: 'Predicted for',
    file: 'File',
    path: 'Path of the file',
    choose: 'Choose a file…',
    note: 'Who made them, and how',
    notePlaceholder: 'Kept with the predictions',
    reading: 'Reading',
    sets: (name: string, kind: 'labels' | 'probabilities', count: string) =>
      `${name}: ${count} items, ${kind === 'labels' ? 'labels only, no confidence' : 'with probabilities'}`,
    ignored: (columns: string) => `Not used: ${columns}`,
    missing: (count: string, total: string, names: string) =>
      `The file says nothing of ${count} of ${total} items: ${names}.`,
    leaveOut: 'Leave them out, and count them',
    problems: (count: string) => `Nothing can be imported: ${count}`,
    more: (count: string) => `and ${count} more`,
    columns: ['Where', 'What is wrong'],
    cancel: 'Cancel',
    start: 'Import',
    done: (count: string) => `Imported ${count}`
  }
}
