import type { Cell } from './csv'

/** A column of DataTable. A slot named `cell-KEY` may draw the cell; without one its value is written. */
export interface Column<Row> {
  readonly key: string
  readonly title: string
  readonly value: (row: Row) => Cell
  /** Right-aligned, tabular figures. */
  readonly numeric?: boolean
  /** CSS width; without one the column shares what is left. */
  readonly width?: string
  readonly sortable?: boolean
  readonly hint?: string
  /** The title is for assistive technology only (a column of buttons). */
  readonly hideTitle?: boolean
}

export interface TableSort {
  readonly key: string
  readonly descending: boolean
}

/** Rows in the order of a column; empty cells last either way. */
export function sortRows<Row>(rows: readonly Row[], column: Column<Row>, descending: boolean): readonly Row[] {
  const collator = new Intl.Collator(undefined, { numeric: true })
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [x, y] = [column.value(a), column.value(b)]
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y)
    return sign * collator.compare(String(x), String(y))
  })
}
