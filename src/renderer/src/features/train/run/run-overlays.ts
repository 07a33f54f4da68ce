import { seriesSymbols, type ChartColors } from '@/ui/chart-colors'
import type { Run, RunPoint } from '@shared/contract/runs'
import { trainStrings } from '../strings'

/** An earlier run that is drawn behind the one shown. */
export interface Overlay {
  readonly run: Run
  readonly points: readonly RunPoint[]
}

/** As many as have a colour of their own beside the run's. */
export const mostOverlays = 4

export const titleOf = ({ number, name }: Run): string => trainStrings.run.title(number, name)

/** Colour, mark and name of the overlay at that place; the first of the series is the run's own. */
export function overlayLine({ run }: Overlay, at: number, colors: ChartColors) {
  return {
    name: titleOf(run),
    type: 'line' as const,
    color: colors.series[(at + 1) % colors.series.length],
    symbol: seriesSymbols[(at + 1) % seriesSymbols.length],
    symbolSize: 6
  }
}

/** Rows of a table twin with the run that each belongs to in front, where there is more than one. */
export function twinOf<T>(
  columns: readonly string[],
  run: Run,
  own: readonly T[],
  overlays: readonly (readonly [Run, readonly T[]])[],
  toRow: (entry: T) => readonly (number | null)[]
) {
  if (overlays.length === 0) return { columns, rows: own.map(toRow) }
  const all = [[run, own] as const, ...overlays]
  return {
    columns: [trainStrings.chart.runColumn, ...columns],
    rows: all.flatMap(([of, entries]) => entries.map(entry => [titleOf(of), ...toRow(entry)]))
  }
}
