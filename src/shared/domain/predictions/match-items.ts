import type { PredictionProblem } from '../../contract/prediction-sets'
import type { ReadPrediction } from './read-predictions'

/** An example of a population under every text that may name it. */
export interface NamedItem {
  readonly name: string
  readonly names: readonly string[]
}

/** Which row of a file stands for each item of a population. */
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
  let looseIndex: ReadonlyMap<string, readonly number[]> | null = null
  // Most files call items as they are called here: then nothing need be taken apart.
  const loose = () => (looseIndex ??= indexBy(items, ({ names }) => names.map(stem)))
  const rowOf = new Int32Array(items.length).fill(-1)
  const problems: PredictionProblem[] = []
  rows.forEach(({ at, keys }, row) => {
    const exactly = narrow(keys.map(key => exact.get(key)))
    const hits = exactly.length > 0 ? exactly : narrow(keys.map(key => loose().get(stem(key))))
    const [item] = hits
    const key = keys[0] ?? ''
    if (item === undefined) {
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

/** Texts that name so many items (a IIIF image's `default.jpg`) tell none apart; comparing their lists takes long. */
const tooMany = 100_000

/** Items that the surest text names, as far as the following ones agree: each may tell apart what several share. */
function narrow(named: readonly (readonly number[] | undefined)[]): readonly number[] {
  return named.reduce<readonly number[]>((hits, next) => {
    if (next === undefined || hits.length === 1 || hits.length * next.length > tooMany) return hits
    const both = hits.length === 0 ? next : hits.filter(hit => next.includes(hit))
    return both.length > 0 ? both : hits
  }, [])
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
