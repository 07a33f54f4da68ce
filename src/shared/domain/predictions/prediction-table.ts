import type { PredictionProblem } from '../../contract/prediction-sets'
import { readCsv } from '../formats/csv-table'
import { asText, isRecord, own } from '../json/json-value'
import { parseJson } from '../json/parse-json'

/** One line of a table of predictions, whatever format it came in. */
export interface PredictionRecord {
  /** `row 3` of a CSV file, `record 2` of a JSON list. */
  readonly at: string
  readonly cells: ReadonlyMap<string, unknown>
}

/** A file of predictions as rows and columns. */
export interface PredictionTable {
  readonly columns: readonly string[]
  readonly records: readonly PredictionRecord[]
  /** What a JSON document states beside its rows. */
  readonly name: string | null
  readonly classes: readonly string[] | null
  readonly problems: readonly PredictionProblem[]
}

/** Column under which the keys of `{key: record}` stand. */
export const KEY_COLUMN = '(key)'

/** Reads a CSV table with a header, a JSON list of records, `{predictions: […]}`, or `{key: record}`. Never throws. */
export function readPredictionTable(text: string): PredictionTable {
  const start = text.trimStart()
  return start.startsWith('[') || start.startsWith('{') ? readJsonTable(text) : readCsvTable(text)
}

function readCsvTable(text: string): PredictionTable {
  const [header = [], ...rows] = readCsv(text)
  const columns = header.map(name => name.trim())
  if (columns.length < 2 || rows.length === 0)
    return nothing('line 1', 'The file is no table of predictions: it needs a first row with the names of its columns.')
  const problems: PredictionProblem[] = []
  const twice = columns.find((name, at) => columns.indexOf(name) !== at)
  if (twice !== undefined)
    problems.push({ code: 'NOT_A_TABLE', at: 'row 1', message: `Two columns are called “${twice}”.` })
  const records = rows.map((row, index) => {
    const at = `row ${index + 2}`
    if (row.length !== columns.length) {
      const message = `The row has ${row.length} cells, the header ${columns.length}.`
      problems.push({ code: 'WRONG_WIDTH', at, message })
    }
    return { at, cells: new Map(columns.map((name, column) => [name, row[column] ?? ''])) }
  })
  return { columns, records, name: null, classes: null, problems }
}

function readJsonTable(text: string): PredictionTable {
  const parsed = parseJson(text)
  if (!parsed.ok) {
    // Python writes them bare, which JSON doesn't know.
    const isNaN = parsed.code === 'NOT_JSON' && /[:[,]\s*-?(NaN|Infinity)\b/.test(text)
    return nothing('file', isNaN ? 'The file holds NaN or Infinity, which is no probability.' : parsed.message)
  }
  const { value } = parsed
  if (Array.isArray(value)) return fromRecords(value.map((record, at) => [`record ${at + 1}`, record]))
  if (!isRecord(value)) return nothing('file', 'The document is neither a list of records nor {"predictions": […]}.')
  const list = own(value, 'predictions')
  if (!Array.isArray(list)) {
    return fromRecords(
      Object.entries(value).map(([key, record]) => [
        `record ${key}`,
        isRecord(record) ? { [KEY_COLUMN]: key, ...record } : record
      ])
    )
  }
  const classes = own(value, 'classes')
  const names = Array.isArray(classes) ? classes.flatMap(name => asText(name) ?? []) : null
  const table = fromRecords(list.map((record, at) => [`record ${at + 1}`, record]))
  return { ...table, name: asText(own(value, 'name')), classes: names }
}

function fromRecords(entries: readonly (readonly [at: string, record: unknown])[]): PredictionTable {
  const problems: PredictionProblem[] = []
  const columns = new Set<string>()
  const records = entries.flatMap(([at, record]) => {
    if (!isRecord(record)) {
      problems.push({ code: 'NOT_A_TABLE', at, message: 'It is no record with names and values.' })
      return []
    }
    const cells = new Map(Object.entries(record))
    for (const name of cells.keys()) columns.add(name)
    return [{ at, cells }]
  })
  if (entries.length === 0) return nothing('file', 'The file holds no predictions.')
  return { columns: [...columns], records, name: null, classes: null, problems }
}

const nothing = (at: string, message: string): PredictionTable => ({
  columns: [],
  records: [],
  name: null,
  classes: null,
  problems: [{ code: 'NOT_A_TABLE', at, message }]
})
