import { computed, type ComputedRef } from 'vue'
import { useDatasets } from '@/stores/datasets'
import type { PopulationChoice } from '@/stores/run-populations'
import { useSources } from '@/stores/sources'
import { populationKey } from '@shared/domain/populations/population-key'

/** Everything that predictions can be about: sources, and parts of datasets. */
export function useAllPopulations(): ComputedRef<readonly PopulationChoice[]> {
  const sources = useSources()
  const datasets = useDatasets()
  return computed(() => {
    const ofSources = sources.list.map(({ id, name, images }) => ({
      ...{ name, count: images },
      population: { kind: 'source' as const, sourceId: id }
    }))
    const ofDatasets = datasets.list.flatMap(({ id, name, revision, counts }) =>
      (['test', 'validation', 'train'] as const).map(part => ({
        ...{ name: `${name}, revision ${revision}, ${part}`, count: counts[part] },
        population: { kind: 'dataset' as const, datasetId: id, part }
      }))
    )
    return [...ofSources, ...ofDatasets]
      .filter(({ count }) => count > 0)
      .map(choice => ({ ...choice, key: populationKey(choice.population) }))
  })
}
