import { client } from '@/api/client'
import { toCsv } from '@/ui/csv'
import type { Comparison } from '@shared/contract/comparison'
import { comparisonSource, modelsTable, pairTestsTable } from '@shared/domain/tables/comparison-tables'
import { withSource } from '@shared/domain/tables/figure-source'
import { queryOf, type ComparedFilter } from './use-compared-items'
import type { CompareTarget } from './use-compare'

/** The tables of the screen as CSV, full precision. */
export function modelsCsv(comparison: Comparison): string {
  const { columns, rows } = modelsTable(comparison)
  return toCsv(columns, rows)
}

export function pairsCsv(comparison: Comparison): string {
  const { columns, rows } = withSource(pairTestsTable(comparison), comparisonSource(comparison))
  return toCsv(columns, rows)
}

const pageSize = 2000

/** All rows that the filters leave, not only those in view. */
export async function rowsCsv(comparison: Comparison, target: CompareTarget, filter: ComparedFilter): Promise<string> {
  const { runs, labels } = comparison
  const rows = []
  const query = queryOf(target, filter)
  for (let total = 1; rows.length < total;) {
    const page = await client.comparison.items({ ...query, offset: rows.length, limit: pageSize })
    total = page.total
    if (page.items.length === 0) break
    rows.push(...page.items)
  }
  const table = {
    columns: ['image', 'label', ...runs.flatMap(({ number }) => [`run_${number}`, `run_${number}_confidence`])],
    rows: rows.map(({ name, truth, predictions }) => [
      name,
      truth === null ? null : (labels[truth] ?? null),
      ...predictions.flatMap(({ predicted, confidence }) => [labels[predicted] ?? null, confidence])
    ])
  }
  const sourced = withSource(table, comparisonSource(comparison))
  return toCsv(sourced.columns, sourced.rows)
}
