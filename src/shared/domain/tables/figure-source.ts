/** A figure or a word of a table, in full precision; null = undefined. */
export type Cell = string | number | null

/** What the figures of a table or chart belong to: it names the files and leads every row of the CSV. */
export interface FigureSource {
  /** `run 12 deep`; null where several runs stand side by side and the rows name them. */
  readonly run: string | null
  readonly population: string
  readonly protocol: string
  /** Examples that count. */
  readonly n: number
}

/** A table's rows with full precision, as CSV writes them. */
export interface FigureTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** The table with what its figures belong to in front, so that a row taken out of its file still says so. */
export function withSource({ columns, rows }: FigureTable, source: FigureSource | null): FigureTable {
  if (!source) return { columns, rows }
  const { run, population, protocol, n } = source
  const own = run === null ? [] : (['run', run] as const)
  return {
    columns: [...own.slice(0, 1), 'population', 'protocol', 'n', ...columns],
    rows: rows.map(row => [...own.slice(1), population, protocol, n, ...row])
  }
}

/** Name of a file that holds it: `run-12-deep.garments-test.confusion-matrix.csv`. */
export function figureFile(title: string, source: FigureSource | null, ending: string): string {
  const parts = [source?.run, source?.population, title].filter(part => typeof part === 'string')
  return [...parts.map(toWord).filter(Boolean), ending].join('.')
}

const toWord = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
