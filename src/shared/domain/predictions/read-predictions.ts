import type { PredictionProblem } from '../../contract/prediction-sets'
import { asNumber, isRecord, own } from '../json/json-value'
import { classOf, findColumns, namesByPlain, type PredictionColumns } from './prediction-columns'
import { readPredictionTable, type PredictionRecord } from './prediction-table'

/** What one row of a file says. */
export interface ReadPrediction {
  readonly at: string
  /** Texts that may name the item, the surest first. */
  readonly keys: readonly string[]
  /** Position in the set's classes. */
  readonly predicted: number
  /** `[classes]`, null where only labels are known. */
  readonly probabilities: readonly number[] | null
}

/** One model's predictions. */
export interface ReadPredictionSet {
  /** As a column or the document calls it; null where nothing does. */
  readonly name: string | null
  readonly kind: 'labels' | 'probabilities'
  /** Class names of the project. */
  readonly classes: readonly string[]
  readonly rows: readonly ReadPrediction[]
}

/** The predictions in a file, the columns that are ignored, and every row that is at fault. */
export interface ReadPredictions {
  readonly sets: readonly ReadPredictionSet[]
  readonly ignored: readonly string[]
  readonly problems: readonly PredictionProblem[]
}

/** As in predictions.ts of the metrics: three decimals in a file are within it. */
const SUM_TOLERANCE = 0.01

/**
 * Reads predictions made elsewhere: a CSV or JSON table with a column that names the item, and a predicted class, a
 * probability per class, or a column per model. Never throws: what can't be used is listed, and nothing of it is guessed.
 */
export function readPredictions(text: string, projectClasses: readonly string[]): ReadPredictions {
  const table = readPredictionTable(text)
  const known = namesByPlain(projectClasses)
  const columns = findColumns(table, known)
  const problems: PredictionProblem[] = [...table.problems]
  if (problems.some(({ code }) => code === 'NOT_A_TABLE')) return { sets: [], ignored: [], problems }
  if (columns.items.length === 0) {
    const message = 'No column names the item. Call one “item”, “file”, “canvas” or “annotation”.'
    problems.push({ code: 'NO_ITEM', at: 'header', message })
  }
  const hasProbabilities = columns.nested !== null || columns.probabilities.length > 0
  if (!hasProbabilities && columns.labels.length === 0) {
    const message =
      'No column holds predictions. Call one “label”, name a column per class with its probability, or a column per model with class names.'
    problems.push({ code: 'NO_PREDICTION', at: 'header', message })
  }
  if (problems.some(({ at }) => at === 'header')) return { sets: [], ignored: columns.ignored, problems }

  const stated = table.classes?.map(name => classOf(known, name) ?? name) ?? null
  for (const name of stated ?? []) {
    if (!projectClasses.includes(name))
      problems.push({ code: 'UNKNOWN_CLASS', at: 'classes', message: unknownClass(name, projectClasses) })
  }
  for (const column of columns.ignored.filter(name => /^(probability|prob|p)[_:]/i.test(name)))
    problems.push({ code: 'UNKNOWN_CLASS', at: 'header', message: unknownClass(column, projectClasses) })
  const classes = stated ?? widthOf(columns, table.records, known) ?? projectClasses
  const twice = classes.find((name, at) => classes.indexOf(name) !== at)
  if (twice !== undefined)
    problems.push({ code: 'WRONG_WIDTH', at: 'header', message: `The class ${twice} stands there twice.` })
  const reader = { columns, known, classes, projectClasses, problems }
  const sets = hasProbabilities
    ? [readSet(table.records, columns.labels[0] ?? null, 'probabilities', reader)]
    : columns.labels.map(label => readSet(table.records, label, 'labels', reader))
  return { sets: sets.map(set => ({ ...set, name: set.name ?? table.name })), ignored: columns.ignored, problems }
}

interface Reader {
  readonly columns: PredictionColumns
  readonly known: ReadonlyMap<string, string>
  readonly classes: readonly string[]
  readonly projectClasses: readonly string[]
  readonly problems: PredictionProblem[]
}

/** Classes in the order of the columns, or of the first record's `{class: probability}`. */
function widthOf(
  { probabilities, nested }: PredictionColumns,
  records: readonly PredictionRecord[],
  known: ReadonlyMap<string, string>
): readonly string[] | null {
  if (nested === null) return probabilities.length > 0 ? probabilities.map(({ className }) => className) : null
  const first = records[0]?.cells.get(nested)
  return isRecord(first) ? Object.keys(first).map(name => classOf(known, name) ?? name) : null
}

function readSet(
  records: readonly PredictionRecord[],
  label: PredictionColumns['labels'][number] | null,
  kind: ReadPredictionSet['kind'],
  reader: Reader
): ReadPredictionSet {
  const rows = records.flatMap(({ at, cells }): readonly ReadPrediction[] => {
    const keys = reader.columns.items.flatMap(column => {
      const value = cells.get(column)
      const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
      return text === '' ? [] : [text]
    })
    if (keys.length === 0) return fail(reader, 'NO_ITEM', at, 'The row names no item.')
    const said = label ? readLabel(cells.get(label.column), at, kind, reader) : null
    if (said === 'bad') return []
    const probabilities = kind === 'probabilities' ? readProbabilities({ at, cells }, reader) : null
    if (probabilities === 'bad') return []
    if (probabilities === null) return said === null ? [] : [{ at, keys, predicted: said, probabilities }]
    const highest = Math.max(...probabilities)
    const best = probabilities.indexOf(highest)
    if (said !== null && probabilities[said] !== highest) {
      const [name, other] = [reader.classes[said] ?? '', reader.classes[best] ?? '']
      return fail(reader, 'LABEL_MISMATCH', at, `It says ${name}, but ${other} has the highest probability.`)
    }
    return [{ at, keys, predicted: said ?? best, probabilities }]
  })
  return { name: label?.name ?? null, kind, classes: reader.classes, rows }
}

/** Position of the class; null where a set of probabilities needs none. */
function readLabel(value: unknown, at: string, kind: ReadPredictionSet['kind'], reader: Reader): number | null | 'bad' {
  const isEmpty = value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  if (isEmpty && kind === 'probabilities') return null
  const found = isEmpty ? -1 : reader.classes.indexOf(classOf(reader.known, value) ?? '')
  if (found >= 0) return found
  const own = `${describe(value)} is none of the classes that the file has numbers for: ${reader.classes.join(', ')}.`
  const isForeign = classOf(reader.known, value) !== null
  const unknown = isForeign ? own : unknownClass(describe(value), reader.projectClasses)
  const message = isEmpty ? 'The row predicts no class.' : unknown
  reader.problems.push({ code: isEmpty ? 'NO_PREDICTION' : 'UNKNOWN_CLASS', at, message })
  return 'bad'
}

function readProbabilities({ at, cells }: PredictionRecord, reader: Reader): readonly number[] | 'bad' {
  const { nested, probabilities } = reader.columns
  const value = nested === null ? null : cells.get(nested)
  const values = Array.isArray(value)
    ? (value as readonly unknown[]) // an array of anything: each entry is looked at below
    : isRecord(value)
      ? valuesByClass(value, reader)
      : nested === null
        ? reader.classes.map(name => cells.get(probabilities.find(({ className }) => className === name)?.column ?? ''))
        : []
  if (values.length !== reader.classes.length || (isRecord(value) && Object.keys(value).length !== values.length)) {
    const found = isRecord(value) ? Object.keys(value).length : values.length
    return fault(reader, 'WRONG_WIDTH', at, `It has ${found} probabilities for ${reader.classes.length} classes.`)
  }
  const numbers = values.map(asNumber)
  const wrong = numbers.indexOf(null)
  if (wrong >= 0) {
    const [name, found] = [reader.classes[wrong] ?? '', describe(values[wrong])]
    return fault(reader, 'NOT_A_NUMBER', at, `The probability of ${name} is ${found}, not a number.`)
  }
  const finite = numbers.map(number => number ?? 0)
  const sum = finite.reduce((total, number) => total + number, 0)
  if (finite.some(number => number < 0 || number > 1 + SUM_TOLERANCE) || Math.abs(sum - 1) > SUM_TOLERANCE) {
    const message = `Its numbers are no probabilities: they add up to ${sum.toFixed(3)}, not 1, or lie outside 0 … 1.`
    return fault(reader, 'NOT_PROBABILITIES', at, message)
  }
  return finite
}

const valuesByClass = (record: Readonly<Record<string, unknown>>, { classes, known }: Reader): readonly unknown[] => {
  const byName = new Map(Object.keys(record).map(key => [classOf(known, key) ?? key, own(record, key)]))
  return classes.map(name => byName.get(name))
}

function fault(reader: Reader, code: PredictionProblem['code'], at: string, message: string): 'bad' {
  reader.problems.push({ code, at, message })
  return 'bad'
}

function fail(reader: Reader, code: PredictionProblem['code'], at: string, message: string): readonly [] {
  reader.problems.push({ code, at, message })
  return []
}

const describe = (value: unknown): string =>
  value === undefined || value === null || value === '' ? 'missing' : `“${String(value).slice(0, 60)}”`

function unknownClass(name: string, classes: readonly string[]): string {
  const shown = classes.slice(0, 12).join(', ') + (classes.length > 12 ? ' …' : '')
  return `The project has no class ${name.startsWith('“') ? name : `“${name}”`}. It has: ${shown || 'none yet'}.`
}
