import { readChartColors } from '@/ui/chart-colors'
import type { FigureSource, FigureTable } from '@shared/domain/tables/figure-source'
import { count, percent } from '@/ui/format'
import { rangeSvg } from '@/ui/range-svg'
import type { Svg } from '@/ui/svg'
import type { Lab, Strategy } from '@shared/contract/recipes'

/** A strategy with the names that its table shows. */
export interface NamedStrategy extends Pick<Strategy, 'correct' | 'count' | 'accuracy' | 'interval'> {
  readonly name: string
  readonly run: string
}

export const sourceOfLab = ({ population, protocol }: Lab, run: string | null): FigureSource => ({
  run,
  population: population.name,
  protocol,
  n: population.labelled
})

export const strategyTable = (first: string, rows: readonly NamedStrategy[]): FigureTable => ({
  columns: [first, 'run', 'k', 'n', 'value', 'low', 'high'],
  rows: rows.map(row => [
    ...[row.name, row.run, row.correct, row.count, row.accuracy],
    ...[row.interval?.[0] ?? null, row.interval?.[1] ?? null]
  ])
})

export const drawStrategies = (title: string, rows: readonly NamedStrategy[]): Svg =>
  rangeSvg(
    title,
    rows.map(row => ({
      label: row.name,
      value: row.accuracy,
      bounds: row.interval,
      text:
        row.correct === null ? '' : `${percent(row.accuracy, row.count)}, ${count(row.correct)} of ${count(row.count)}`
    })),
    readChartColors()
  )
