import type { Client } from '@shared/contract/contract'
import { VitrineError } from '@shared/contract/errors'
import type { Population } from '@shared/contract/evaluation'

/** What can be judged: a run, a cross-validation, or predictions that were imported. */
export interface JudgedChoice {
  readonly id: string
  readonly number: number
  readonly name: string
  /** As a sentence calls it. */
  readonly kind: 'run' | 'cross-validation' | 'external'
  /** Null: trained elsewhere. */
  readonly datasetId: number | null
  /** What it is judged on unless something else is named. */
  readonly population: Population
}

/** A run, cross-validation or imported predictions by number, id or name. Errors: NOT_FOUND with those there are. */
export async function chooseJudged(client: Client, wanted: string): Promise<JudgedChoice> {
  const runs = (await client.runs.list()).map(({ id, number, name, datasetId }): JudgedChoice => {
    const population: Population = { kind: 'dataset', datasetId, part: 'test' }
    return { ...{ id, number, name, datasetId, population }, kind: 'run' }
  })
  const wholes = (await client.crossValidation.list()).map(({ id, number, name, folds, settings }): JudgedChoice => {
    const { datasetId } = settings
    const population: Population = { kind: 'dataset', datasetId, part: 'out-of-fold' }
    return {
      ...{ id, number, datasetId, population },
      name: `${name}, ${folds.length} folds`,
      kind: 'cross-validation'
    }
  })
  const sets = (await client.predictionSets.list()).map(({ id, number, name, population }): JudgedChoice => ({
    ...{ id, number, name, population, datasetId: null },
    kind: 'external'
  }))
  const all = [...runs, ...wholes, ...sets]
  const found = all.find(({ id, number, name }) => id === wanted || String(number) === wanted || name === wanted)
  if (found) return found
  const known = all.map(({ number, name }) => `${number} (${name})`).join(', ') || 'none yet'
  throw new VitrineError(
    'NOT_FOUND',
    `There is no run “${wanted}”, and no imported predictions of that name: ${known}.`
  )
}

/** `test`, `val`, `train` or `out-of-fold` of the run's own dataset, else a dataset or source by name or id. Errors: NOT_FOUND. */
export async function choosePopulation(
  client: Client,
  { datasetId }: { readonly datasetId: number | null },
  wanted: string
): Promise<Population> {
  const part = {
    ...({ test: 'test', val: 'validation', validation: 'validation', train: 'train' } as const),
    'out-of-fold': 'out-of-fold' as const
  }
  const own = Object.entries(part).find(([name]) => name === wanted)?.[1]
  if (own && datasetId !== null) return { kind: 'dataset', datasetId, part: own }
  const named = ({ id, name }: { readonly id: number; readonly name: string }) =>
    name === wanted || String(id) === wanted
  const sources = await client.sources.list()
  const source = sources.find(named)
  if (source) return { kind: 'source', sourceId: source.id }
  const datasets = await client.datasets.list()
  const dataset = datasets.find(named)
  if (dataset) return { kind: 'dataset', datasetId: dataset.id, part: 'test' }
  const known = ['test', 'val', ...[...sources, ...datasets].map(({ name }) => name)].join(', ')
  throw new VitrineError('NOT_FOUND', `There is no population “${wanted}”. Choose one of: ${known}.`)
}
