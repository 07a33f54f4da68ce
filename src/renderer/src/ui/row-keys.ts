/**
 * The row that a key moves to from `row`, within 0 … `total` − 1; null for another key, and where there is no row. `page`:
 * rows per page.
 */
export function movedRow(key: string, row: number, total: number, page: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: total - 1
  }
  const next = moves[key]
  return next === undefined || total === 0 ? null : Math.min(total - 1, Math.max(0, next))
}
