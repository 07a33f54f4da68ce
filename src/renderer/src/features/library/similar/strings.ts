import { count, decimal, plural } from '@/ui/format'

export const similarStrings = {
  source: 'Among',
  allSources: 'All sources',
  reading: 'Reading the features',
  gate: {
    title: 'These pictures have not been compared yet',
    text: (missing: number, items: number) =>
      missing === 0
        ? `${plural(items, 'item')} have features and are compared once, here on this machine.`
        : `Each picture passes a network that knows photos, here on this machine: ${count(missing)} of ${plural(items, 'item')} have yet to. What is computed is kept.`,
    start: 'Compute features',
    compare: 'Compare',
    readOnly: 'The project is read-only: its features can’t be kept.',
    empty: 'Nothing here that can be read',
    emptyText: 'Import pictures, or keep those of a IIIF service offline.',
    running: 'Computing features',
    cancel: 'Cancel'
  },
  enlarged: (n: number, items: number) =>
    `${n === items ? 'These are' : `${count(n)} of these are`} small pictures, enlarged for a network that knows photos: what is alike is rougher here.`,
  partial: (ready: number, items: number) =>
    `Searched ${count(ready)} of ${plural(items, 'item')}: the others have no features yet.`,
  unreadable: (n: number, some: string, more: boolean) =>
    `${plural(n, 'picture')} can’t be read, left out: ${some}${more ? ', …' : '.'}`,
  complete: 'Compute the rest',
  similar: {
    like: 'Like',
    several: (n: number) => `what ${count(n)} items have in common`,
    none: 'More like this',
    noneText: 'Select items in the library, or open one, and press M: what is like them stands here.',
    toLibrary: 'All items',
    found: (n: number) => plural(n, 'item'),
    nothing: 'No other item has features yet',
    tile: (name: string, distance: number) => `${name}, distance ${decimal(distance, 3)}`,
    distance: (value: number) => decimal(value, 3),
    hint: 'Cosine distance of the features of EfficientNet-Lite0: 0 is the same, 1 has nothing in common.'
  },
  check: {
    label: 'Lists',
    lists: { labels: 'Label suspects', duplicates: 'Near-duplicates', outliers: 'Outliers' },
    suspects: (total: number, labelled: number, reviewed: number) =>
      `${count(total)} of ${plural(labelled, 'label')}` + (reviewed > 0 ? `, ${count(reviewed)} reviewed` : ''),
    suspectsHint: (voters: number) =>
      `The ${voters} nearest neighbours vote, the closer the more. An item stands here when another class has most votes and as many as its own members have in the mean (confident learning). Figures: share of the votes for the given label → for theirs.`,
    few: 'Few labels of each class: expect many false alarms.',
    noSuspects: 'No label is contradicted',
    noSuspectsText: (labelled: number) => `${plural(labelled, 'label')} agree with their neighbours.`,
    shares: (given: number, proposed: number) => `${decimal(given, 3)} → ${decimal(proposed, 3)}`,
    suspectTile: (name: string, given: string, proposed: string, shares: string) =>
      `${name}, labelled ${given}, neighbours say ${proposed}, votes ${shares}`,
    duplicates: (total: number) => plural(total, 'group'),
    leaks: (n: number) =>
      `${plural(n, 'group')} on both sides of a split: a model would be judged on what it has learnt.`,
    leak: (parts: readonly string[], dataset: string | null) =>
      `${parts.join(' and ')}${dataset === null ? '' : ` of ${dataset}`}`,
    frozen: 'A frozen dataset keeps its leak until it is frozen anew.',
    labelsDiffer: 'labels differ',
    threshold: 'Distance up to',
    noDuplicates: 'No near-duplicates',
    noDuplicatesText: (distance: number) =>
      `No two pictures lie closer than ${decimal(distance, 3)}. A larger distance finds looser pairs.`,
    group: (n: number, distance: number) => `Group ${count(n)}, distance ${decimal(distance, 3)}`,
    outliers: (total: number) => plural(total, 'outlier'),
    outliersHint: (fence: number | null, median: number | null) =>
      `Farther than ${decimal(fence, 3)} from the nearest items (upper quartile + 1.5 × the quartiles’ distance; median ${decimal(median, 3)}).`,
    noOutliers: 'Nothing stands out',
    noOutliersText: 'Each item has others that are like it.'
  },
  actions: {
    label: 'Actions',
    relabel: 'Label as',
    accept: (name: string) => `Label ${name}`,
    keep: 'Keep label',
    outside: 'Not one of the classes',
    remove: 'Remove from project',
    same: 'Put the group in one part',
    open: 'Open',
    similar: 'More like this',
    labelled: (name: string) => `Labelled ${name}`,
    marked: 'Marked as none of the classes',
    removed: 'Image removed',
    moved: (n: number, part: string) => `${plural(n, 'image')} moved to ${part}`
  }
} as const
