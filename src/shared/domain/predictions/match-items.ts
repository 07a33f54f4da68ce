import type { PredictionProblem } from '../../contract/prediction-sets'
import type { ReadPrediction } from './read-predictions'

/** An example of a population under every text that may name it. */
export interface NamedItem {
  readonly name: string
  readonly names: readonly string[]
}

export interface MatchedItems {
  /** Row per item, −1 = the file doesn't mention it. */
  readonly rowOf: Int32Array
  readonly missing: readonly string[]
  readonly problems: readonly PredictionProblem[]
}

/** Last part of a path or address, without query and ending. */
function stem(text: string): string {
  const last =
    text
      .split(/[?#]/)[0]
      ?.split(/[\\/]/)
      .findLast(part => part !== '') ?? text
  return last.replace(/\.[a-z0-9]{1,5}$/i, '').toLowerCase()
}

/** Leads rows to items: by a text as it stands, else by the file's name without folders and ending. */
export function matchItems(rows: readonly ReadPrediction[], items: readonly NamedItem[]): MatchedItems {
  const exact = indexBy(items, ({ names }) => names)
  const loose = indexBy(items, ({ names }) => [...new Set(names.map(stem))])
  const rowOf = new Int32Array(items.length).fill(-1)
  const problems: PredictionProblem[] = []
  rows.forEach(({ at, keys }, row) => {
    const found = [...keys.map(key => exact.get(key)), ...keys.map(key => loose.get(stem(key)))].filter(
      hits => hits !== undefined
    )
    // Surest first; a text that names several is outdone by one that names a single item.
    const hits = found.find(({ length }) => length === 1) ?? found[0]
    const [item] = hits ?? []
    const key = keys[0] ?? ''
    if (!hits || item === undefined) {
      problems.push({ code: 'UNKNOWN_ITEM', at, message: `“${key}” is none of the items that are judged here.` })
    } else if (hits.length > 1) {
      const message = `“${key}” means ${hits.length} items: name the annotation of each box in a column “annotation”.`
      problems.push({ code: 'AMBIGUOUS_ITEM', at, message })
    } else if (rowOf[item] !== -1) {
      const other = rows[rowOf[item] ?? 0]?.at ?? ''
      problems.push({ code: 'DUPLICATE_ITEM', at, message: `“${key}” was predicted before, in ${other}.` })
    } else rowOf[item] = row
  })
  const missing = items.flatMap(({ name }, item) => (rowOf[item] === -1 ? [name] : []))
  return { rowOf, missing, problems }
}

function indexBy(
  items: readonly NamedItem[],
  textsOf: (item: NamedItem) => readonly string[]
): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>()
  items.forEach((item, at) => {
    for (const text of new Set(textsOf(item))) {
      const hits = index.get(text)
      if (hits) hits.push(at)
      else index.set(text, [at])
    }
  })
  return index
}
