import { client } from '@/api/client'
import { toCsv } from '@/ui/csv'
import { withSource, type FigureSource } from '@/ui/figure-source'
import type { Comparison } from '@shared/contract/comparison'
import { queryOf, type ComparedFilter } from './use-compared-items'
import type { CompareTarget } from './use-compare'

/** What the figures of the screen belong to; `mixed` where the runs' protocols differ. */
export function sourceOf({ population, runs }: Comparison): FigureSource {
  const protocols = new Set(runs.map(({ protocol }) => protocol))
  const [protocol = 'mixed'] = protocols.size === 1 ? protocols : []
  return { run: null, population: population.name, protocol, n: population.count }
}

/** The tables of the screen as CSV, full precision. */
export function modelsCsv({ population, runs }: Comparison): string {
  const columns = ['run', 'name', 'population', 'protocol', 'recipe', 'parameters', 'correct', 'count']
  return toCsv(
    [...columns, 'accuracy', 'low', 'high', 'macro_f1', 'original_accuracy'],
    runs.map(run => [
      ...[run.number, run.name, population.name, run.protocol, run.recipe, run.parameters, run.correct, run.count],
      ...[run.accuracy, run.interval?.[0] ?? null, run.interval?.[1] ?? null, run.macroF1, run.originalAccuracy]
    ])
  )
}

export function pairsCsv(comparison: Comparison): string {
  const { runs, pairs } = comparison
  const number = (id: string): number | null => runs.find(({ runId }) => runId === id)?.number ?? null
  const { columns, rows } = withSource(
    {
      columns: ['a', 'b', 'only_a_right', 'only_b_right', 'p', 'holm_p', 'method', 'verdict'],
      rows: pairs.map(pair => [
        ...[number(pair.a), number(pair.b), pair.onlyARight, pair.onlyBRight],
        ...[pair.pValue, pair.adjusted, pair.method, pair.verdict]
      ])
    },
    sourceOf(comparison)
  )
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
  const sourced = withSource(table, sourceOf(comparison))
  return toCsv(sourced.columns, sourced.rows)
}
