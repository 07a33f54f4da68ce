import { plural } from '@/ui/format'

export const itemStrings = {
  list: {
    title: 'The list this was opened from',
    previous: 'Previous item',
    next: 'Next item',
    place: (at: string, total: string) => `${at} of ${total}`,
    gone: (total: string) => `no longer in the list of ${total}`,
    end: 'The list ends here'
  },
  title: 'Item',
  back: 'Back',
  similar: 'More like this',
  annotate: 'Open in Annotate',
  missingTitle: 'This item is not there',
  stale: (cause: string) => `What is shown may be out of date: ${cause}`,
  canvas: 'In its canvas',
  viewer: {
    label: (name: string) => `${name} with its box`,
    keys: 'Arrows move the box by 1 pixel, with Shift by 10. Ctrl with arrows resizes it from the lower right corner.',
    draw: 'Draw a box',
    hide: 'Hide the box',
    show: 'Show the box',
    broken: 'The picture cannot be shown',
    drawHint: 'Drag over the image to draw a box, or type numbers.',
    shaped: 'This region is not an upright box: change its shape in Annotate.'
  },
  receive: {
    title: 'What the models receive',
    before: 'Before',
    now: 'Now',
    none: 'No model input can be made of this item.',
    external: 'Predicted elsewhere: what the models saw of this item is not known here.',
    steps: 'Steps of the recipe',
    input: (recipe: string) => `Model input by ${recipe}`
  },
  stage: {
    source: 'source',
    crop: 'crop',
    shrink: 'shrink',
    background: 'background',
    trim: 'trim',
    color: 'colour',
    polarity: 'polarity',
    contrast: 'contrast',
    fill: 'ground',
    resize: 'input',
    edges: 'edges'
  } as Readonly<Record<string, string>>,
  probabilities: {
    title: 'Probabilities',
    label: 'label:',
    run: (number: number) => `Run ${number}`,
    crossValidation: (number: number) => `CV ${number}`,
    external: (number: number) => `External ${number}`,
    externalLabel: 'Only labels were imported: no confidence is known',
    right: 'right',
    wrong: 'wrong',
    was: (word: string) => `, was ${word}`,
    unlabelled: 'no label',
    unlabelledWord: 'unlabelled',
    top: 'Four highest.',
    all: 'shows all classes.',
    few: 'shows the four highest.',
    bar: (name: string, value: string) => `${name} ${value}`
  },
  label: {
    title: 'Label',
    was: (name: string) => `was ${name}`,
    before: 'before',
    done: (name: string) => `Labelled ${name}`
  },
  box: {
    title: 'Box',
    whole: 'whole image',
    was: (text: string) => `was ${text}`,
    fields: { x: 'x', y: 'y', w: 'w', h: 'h' }
  },
  metrics: {
    title: 'Metrics, before and after',
    columns: ['Model', 'Before', 'Now', 'Change'],
    failed: (cause: string) => `The figures can’t be made: ${cause}`,
    noPopulation: 'No model was judged on a population with this item.',
    noAnswer: 'No model answers for this item.',
    n: (n: string) => `n = ${n}`,
    change: (images: number) =>
      images === 0 ? 'none' : `${images > 0 ? '+' : '−'}${plural(Math.abs(images), 'image')}`,
    original: (value: string) => `${value} before edits in view of predictions`,
    frozen:
      'A frozen dataset keeps the pixels that it was frozen with: a moved box changes its figures only by its label.',
    chip: (population: string, run: string) => `${run} · ${population} · accuracy`
  },
  history: {
    title: 'History',
    kept: 'kept with the project',
    none: 'Nothing has been changed here.',
    evaluation: (number: number) => `evaluation ${number}`
  },
  recheck: {
    title: 'Blind re-check',
    intro:
      'Labels that are only corrected where a model errs flatter its figures. Here right and wrong images come alike, in random order, and what the model says stays hidden.',
    start: (n: number) => `Check ${plural(n, 'image')}`,
    noRun: 'There is no finished run yet whose right and wrong images could be mixed.',
    count: 'Images',
    seed: 'Seed of the order',
    place: (at: number, of: number) => `${at} of ${of}`,
    current: 'Label now',
    keep: 'Keep the label',
    keys: 'Digits label, K keeps the label.',
    noneTitle: 'Nothing to check',
    noneText: 'This run is right everywhere here, or wrong everywhere: there are no two kinds to mix.',
    doneTitle: 'Checked',
    result: (changed: number, of: number, kind: string) => `${changed} of ${of} ${kind} images got another label.`,
    kinds: { right: 'rightly predicted', wrong: 'wrongly predicted' },
    verdict: {
      even: 'Labels change about as often where the model is right as where it is wrong: correcting only its errors would still flatter it, and here it would be little.',
      more: 'Labels change more often where the model errs. That is what correcting only errors would have counted in its favour.',
      none: 'No label changed: the labels hold, whatever the model says.'
    },
    again: 'Check others',
    back: 'Back to Compare'
  }
}
