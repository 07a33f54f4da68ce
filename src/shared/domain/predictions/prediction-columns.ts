import { KEY_COLUMN, type PredictionTable } from './prediction-table'

/** What the columns of a table of predictions mean. */
export interface PredictionColumns {
  /** That name an item, the surest first. */
  readonly items: readonly string[]
  /** Columns of predicted classes: one set of predictions each. */
  readonly labels: readonly { readonly column: string; readonly name: string | null }[]
  /** A column per class, in the file's order; empty without. */
  readonly probabilities: readonly { readonly column: string; readonly className: string }[]
  /** Holds a list, or a record by class, of a row's probabilities; JSON only. */
  readonly nested: string | null
  readonly ignored: readonly string[]
}

// Of one meaning, surest first: an annotation is one box, a canvas one image, names may be shared.
const ITEM = ['annotation', 'annotationid', 'canvas', 'canvasid', 'item', 'itemid', 'image', 'imagename', 'file']
const MORE_ITEM = ['filename', 'imagepath', 'path', 'name', 'location', 'uri', 'url', 'id', 'index']
const LABEL = ['label', 'predicted', 'prediction', 'predictedlabel', 'predictedclass', 'ypred', 'class']
const TRUTH = ['truth', 'true', 'truelabel', 'trueclass', 'groundtruth', 'actual', 'target', 'ytrue']
const NESTED = ['probabilities', 'probability', 'scores']

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, '')

/**
 * Finds out what columns mean: items and labels by name, probabilities by the name of a class (`Shirt`, `p_Shirt`), and,
 * without a label column, every column that holds nothing but class names as a model of its own (`scratch`, `deep`).
 */
export function findColumns(
  { columns, records }: PredictionTable,
  classes: ReadonlyMap<string, string>
): PredictionColumns {
  const byMeaning = (meanings: readonly string[]) =>
    meanings.flatMap(meaning => columns.filter(column => plain(column) === meaning))
  const items = [...byMeaning([...ITEM, ...MORE_ITEM]), ...columns.filter(column => column === KEY_COLUMN)]
  const truths = new Set(byMeaning(TRUTH))
  const nested = byMeaning(NESTED)[0] ?? null
  const [label] = byMeaning(LABEL).filter(column => !items.includes(column))
  const taken = new Set([...items, ...truths, nested, label])
  const probabilities = columns.flatMap(column => {
    const className =
      classes.get(plain(column)) ?? classes.get(plain(column.replace(/^(probability|prob|p)[_: .-]/i, '')))
    return className !== undefined && !taken.has(column) ? [{ column, className }] : []
  })
  for (const { column } of probabilities) taken.add(column)
  const holdsClasses = (column: string): boolean =>
    records.every(({ cells }) => {
      const value = cells.get(column)
      return typeof value === 'string' && [...classes.values()].includes(value.trim())
    })
  const alone = label !== undefined || nested !== null || probabilities.length > 0
  const models = alone ? [] : columns.filter(column => !taken.has(column) && holdsClasses(column))
  for (const column of models) taken.add(column)
  return {
    items,
    labels: label === undefined ? models.map(column => ({ column, name: column })) : [{ column: label, name: null }],
    probabilities,
    nested,
    ignored: columns.filter(column => !taken.has(column) || truths.has(column))
  }
}

/** Class names of the project by how they are told apart in files: case, blanks and punctuation don't count. */
export const namesByPlain = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map(name => [plain(name), name]))

/** The project's class that a text of a file means, null for none. */
export const classOf = (classes: ReadonlyMap<string, string>, text: unknown): string | null =>
  typeof text === 'string' && text.trim() !== '' ? (classes.get(plain(text)) ?? null) : null
