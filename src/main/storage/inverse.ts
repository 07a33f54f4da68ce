import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { TrackedName } from './schema'

/** A value as SQLite holds it; the tracked tables have no blobs. */
export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>

/** What brings one row back to what it was: take it away, bring it back, or set some of its columns. */
export type RowInverse =
  | { readonly kind: 'delete' }
  | { readonly kind: 'insert'; readonly row: Row }
  | { readonly kind: 'set'; readonly values: Row }

/** What undoes a change, by table and row id. Each row has at most one entry, so the order doesn't matter. */
export type Inverse = Map<TrackedName, Map<number, RowInverse>>

/** Notes that `newer` must be applied before what `inverse` holds for this row already. */
export function prepend(inverse: Inverse, table: TrackedName, id: number, newer: RowInverse): void {
  let rows = inverse.get(table)
  if (!rows) inverse.set(table, (rows = new Map<number, RowInverse>()))
  const combined = combine(newer, rows.get(id))
  if (combined) rows.set(id, combined)
  else rows.delete(id)
}

/** `older` with `newer` applied before it: the inverse of both changes together. */
export function prependAll(older: Inverse, newer: Inverse): void {
  for (const [table, rows] of newer) for (const [id, row] of rows) prepend(older, table, id, row)
}

export function isEmpty(inverse: Inverse): boolean {
  return [...inverse.values()].every(rows => rows.size === 0)
}

function combine(newer: RowInverse, older: RowInverse | undefined): RowInverse | undefined {
  if (!older) return newer
  if (older.kind === 'delete') return newer.kind === 'insert' ? undefined : older
  const values = older.kind === 'set' ? older.values : older.row
  // Taken away earlier and made again under its id: the row is there and gets all its old values.
  if (newer.kind === 'delete') return { kind: 'set', values }
  return newer.kind === 'insert'
    ? { kind: 'insert', row: { ...newer.row, ...values } }
    : { kind: 'set', values: { ...newer.values, ...values } }
}

/** Rows that have the same kind and columns, as columns: a bulk label of 70,000 images is about 400 kB of JSON. */
interface Group {
  readonly table: TrackedName
  readonly kind: RowInverse['kind']
  readonly columns: readonly string[]
  /** Differences between one id and the next. */
  readonly ids: number[]
  /** One array per column; one value when it is the same for all rows. */
  values: Value[][]
}

export function encodeInverse(inverse: Inverse): Buffer {
  const groups = new Map<string, Group & { last: number }>()
  for (const [table, rows] of inverse) {
    for (const [id, entry] of rows) {
      const values = valuesOf(entry)
      const columns = Object.keys(values)
      const key = `${table} ${entry.kind} ${columns.join()}`
      let group = groups.get(key)
      if (!group) {
        group = { table, kind: entry.kind, columns, ids: [], values: columns.map(() => []), last: 0 }
        groups.set(key, group)
      }
      group.ids.push(id - group.last)
      group.last = id
      columns.forEach((column, index) => group.values[index]?.push(values[column] ?? null))
    }
  }
  const compact = [...groups.values()].map(({ table, kind, columns, ids, values }) => ({
    table,
    kind,
    columns,
    ids,
    values: values.map(column => (column.every(value => value === column[0]) ? column.slice(0, 1) : column))
  }))
  return deflateRawSync(JSON.stringify(compact), { level: 1 })
}

export function decodeInverse(bytes: Uint8Array): Inverse {
  // Written by encodeInverse into the same database; a damaged one fails to inflate.
  const groups = JSON.parse(inflateRawSync(bytes).toString()) as readonly Group[]
  const inverse: Inverse = new Map()
  for (const { table, kind, columns, ids, values } of groups) {
    const rows = inverse.get(table) ?? new Map<number, RowInverse>()
    inverse.set(table, rows)
    let id = 0
    ids.forEach((difference, index) => {
      id += difference
      rows.set(id, entryOf(kind, rowAt(columns, values, index)))
    })
  }
  return inverse
}

function rowAt(columns: readonly string[], values: readonly (readonly Value[])[], index: number): Row {
  const row: Record<string, Value> = {}
  columns.forEach((column, position) => {
    const series = values[position] ?? []
    row[column] = (series.length === 1 ? series[0] : series[index]) ?? null
  })
  return row
}

function valuesOf(entry: RowInverse): Row {
  if (entry.kind === 'delete') return {}
  return entry.kind === 'insert' ? entry.row : entry.values
}

function entryOf(kind: RowInverse['kind'], row: Row): RowInverse {
  if (kind === 'delete') return { kind }
  return kind === 'insert' ? { kind, row } : { kind, values: row }
}
