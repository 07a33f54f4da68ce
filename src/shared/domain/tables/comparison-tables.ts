import type { Comparison } from '../../contract/comparison'
import type { FigureSource, FigureTable } from './figure-source'

/** What the figures of a comparison belong to; `mixed` where the runs' protocols differ. */
export function comparisonSource({ population, runs }: Comparison): FigureSource {
  const protocols = new Set(runs.map(({ protocol }) => protocol))
  const [protocol = 'mixed'] = protocols.size === 1 ? protocols : []
  return { run: null, population: population.name, protocol, n: population.count }
}

/** One row per run with its accuracy, k of n and Wilson interval; each row has its own protocol. */
export const modelsTable = ({ population, runs }: Comparison): FigureTable => ({
  columns: [
    ...['run', 'name', 'population', 'protocol', 'recipe', 'parameters', 'correct', 'count'],
    ...['accuracy', 'low', 'high', 'macro_f1', 'original_accuracy']
  ],
  rows: runs.map(run => [
    ...[run.number, run.name, population.name, run.protocol, run.recipe, run.parameters, run.correct, run.count],
    ...[run.accuracy, run.interval?.[0] ?? null, run.interval?.[1] ?? null, run.macroF1, run.originalAccuracy]
  ])
})

/** McNemar's test of every pair of runs, by their numbers. */
export function pairTestsTable({ runs, pairs }: Comparison): FigureTable {
  const number = (id: string): number | null => runs.find(({ runId }) => runId === id)?.number ?? null
  return {
    columns: ['a', 'b', 'only_a_right', 'only_b_right', 'p', 'holm_p', 'method', 'verdict'],
    rows: pairs.map(pair => [
      ...[number(pair.a), number(pair.b), pair.onlyARight, pair.onlyBRight],
      ...[pair.pValue, pair.adjusted, pair.method, pair.verdict]
    ])
  }
}
