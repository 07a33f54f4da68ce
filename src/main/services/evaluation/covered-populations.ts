import { VitrineError } from '@shared/contract/errors'
import type { Evaluation, Population } from '@shared/contract/evaluation'
import { populationKey } from '@shared/domain/populations/population-key'
import type { DatasetsService } from '../datasets/datasets-service'
import type { ProjectSession } from '../session'
import type { SourcesService } from '../sources/sources-service'
import type { ExternalSets, StoredSet } from '../judging/external-sets'
import type { Judge } from '../judging/judge'

export interface CoveredDeps {
  readonly session: ProjectSession
  readonly external: ExternalSets
  readonly judge: Pick<Judge, 'resolve'>
  readonly sources: Pick<SourcesService, 'list'>
  readonly datasets: Pick<DatasetsService, 'list'>
}

interface Choice {
  readonly population: Population
  readonly name: string
  readonly count: number
  readonly protocol: Evaluation['protocol']
}

/** Populations that predictions made elsewhere say something of; first the one that they were imported for. */
export async function listCovered(set: StoredSet, deps: CoveredDeps): Promise<Choice[]> {
  const call = { signal: undefined }
  const images = await deps.external.imagesOf(deps.session, set)
  const sources = (await deps.sources.list(undefined, call)).map(({ id }): Population => ({
    kind: 'source',
    sourceId: id
  }))
  const parts = (await deps.datasets.list(undefined, call)).flatMap(({ id, counts }) =>
    (['test', 'validation', 'train'] as const).flatMap((part): Population[] =>
      counts[part] > 0 ? [{ kind: 'dataset', datasetId: id, part }] : []
    )
  )
  const found: Choice[] = []
  for (const population of [...sources, ...parts]) {
    const isOwn = populationKey(population) === populationKey(set.population)
    const resolved = await deps.judge.resolve(population).catch(nullIfRefused)
    if (!resolved || !(isOwn || resolved.imageIds.some(id => images.has(id)))) continue
    const choice: Choice = { population, name: resolved.name, count: resolved.count, protocol: 'external' }
    if (isOwn) found.unshift(choice)
    else found.push(choice)
  }
  return found
}

/** An empty source is no population. */
function nullIfRefused(error: unknown): null {
  if (error instanceof VitrineError) return null
  throw error
}
