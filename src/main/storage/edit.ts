import type Database from 'better-sqlite3'
import { getTableColumns, type InferInsertModel } from 'drizzle-orm'
import { prepend, type Inverse, type Row, type Value } from './inverse'
import { tracked, type TrackedName } from './schema'

type Insert<N extends TrackedName> = InferInsertModel<(typeof tracked)[N]>

/** The only way to change the user's work: every row it touches leaves behind what brings the old row back. */
export interface Edit {
  /** Returns the new row's id. */
  insert<N extends TrackedName>(table: N, row: Insert<N>): number
  /** False when there is no such row or it has these values already. */
  update<N extends TrackedName>(table: N, id: number, change: Partial<Insert<N>>): boolean
  remove(table: TrackedName, id: number): boolean
}

/** Rows as SQLite holds them, by prepared statements. */
interface TableWriter {
  insert(row: Row): number
  read(id: number): Row | undefined
  set(id: number, values: Row): void
  remove(id: number): void
  /** From the names and types of the code to those of the database. */
  toRow(values: Readonly<Record<string, unknown>>): Row
}

export interface RecordingEdit extends Edit {
  readonly inverse: Inverse
  /** Applies an inverse; what leads back from there is in `inverse` afterwards. */
  apply(inverse: Inverse): void
}

/** Edits within one transaction of `sqlite`, which the caller opens and ends. */
export function createEdit(sqlite: Database.Database): RecordingEdit {
  const inverse: Inverse = new Map()
  const writers = writersOf(sqlite)

  function insertRow(table: TrackedName, row: Row): number {
    const id = writers[table].insert(row)
    prepend(inverse, table, id, { kind: 'delete' })
    return id
  }

  function setRow(table: TrackedName, id: number, values: Row): boolean {
    const before = writers[table].read(id)
    if (!before) return false
    const changed = Object.keys(values).filter(column => before[column] !== values[column])
    // When it was changed is no change by itself.
    if (!changed.some(column => column !== 'modified_at')) return false
    writers[table].set(id, pick(values, changed))
    prepend(inverse, table, id, { kind: 'set', values: pick(before, changed) })
    return true
  }

  function remove(table: TrackedName, id: number): boolean {
    const row = writers[table].read(id)
    if (!row) return false
    writers[table].remove(id)
    prepend(inverse, table, id, { kind: 'insert', row })
    return true
  }

  return {
    inverse,
    insert: (table, row) => insertRow(table, writers[table].toRow(row)),
    update: (table, id, change) => setRow(table, id, writers[table].toRow(change)),
    remove,
    apply(change) {
      for (const [table, rows] of change) {
        for (const [id, entry] of rows) {
          if (entry.kind === 'delete') remove(table, id)
          else if (entry.kind === 'insert') insertRow(table, { ...entry.row, id })
          else setRow(table, id, entry.values)
        }
      }
    }
  }
}

const cache = new WeakMap<Database.Database, Readonly<Record<TrackedName, TableWriter>>>()

function writersOf(sqlite: Database.Database): Readonly<Record<TrackedName, TableWriter>> {
  let writers = cache.get(sqlite)
  if (!writers) {
    writers = {
      source: createTableWriter(sqlite, 'source'),
      image: createTableWriter(sqlite, 'image'),
      class: createTableWriter(sqlite, 'class'),
      annotation: createTableWriter(sqlite, 'annotation'),
      manifest: createTableWriter(sqlite, 'manifest'),
      manifest_canvas: createTableWriter(sqlite, 'manifest_canvas'),
      prediction_set: createTableWriter(sqlite, 'prediction_set'),
      label_map: createTableWriter(sqlite, 'label_map')
    }
    cache.set(sqlite, writers)
  }
  return writers
}

function createTableWriter(sqlite: Database.Database, name: TrackedName): TableWriter {
  const columns = Object.entries(getTableColumns(tracked[name]))
  const statements = new Map<string, Database.Statement<Value[]>>()
  const select = sqlite.prepare<[number], Row>(`select * from ${name} where id = ?`)
  const remove = sqlite.prepare<[number]>(`delete from ${name} where id = ?`)

  function statement(sql: string): Database.Statement<Value[]> {
    let prepared = statements.get(sql)
    if (!prepared) statements.set(sql, (prepared = sqlite.prepare<Value[]>(sql)))
    return prepared
  }

  return {
    read: id => select.get(id),
    remove: id => void remove.run(id),
    insert(row) {
      const names = Object.keys(row)
      const sql = `insert into ${name} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`
      return Number(statement(sql).run(...Object.values(row)).lastInsertRowid)
    },
    set(id, values) {
      const assignments = Object.keys(values).map(column => `${column} = ?`)
      statement(`update ${name} set ${assignments.join(', ')} where id = ?`).run(...Object.values(values), id)
    },
    toRow(values) {
      const row: Record<string, Value> = {}
      for (const [key, column] of columns) {
        const value = values[key]
        // Drizzle types what a column's driver takes as unknown; the tracked tables hold texts, numbers and nulls only.
        if (value !== undefined) row[column.name] = value === null ? null : (column.mapToDriverValue(value) as Value)
      }
      return row
    }
  }
}

function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map(column => [column, row[column] ?? null]))
}
