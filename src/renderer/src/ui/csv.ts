import type { Cell } from '@shared/domain/tables/figure-source'

export type { Cell }

/** RFC 4180 text. Null is empty; text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function toCsv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [columns, ...rows].map(row => row.map(writeCell).join(',') + '\r\n').join('')
}

function writeCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
