import { computed } from 'vue'
import { useDatasets } from '@/stores/datasets'
import type { Run } from '@shared/contract/runs'
import { runsStrings } from './strings'

/** What a run was trained on, as people say it. */
export function useDatasetNames() {
  const datasets = useDatasets()
  const byId = computed(() => new Map(datasets.list.map(dataset => [dataset.id, dataset])))
  return {
    /** A dataset that was taken off the list is told by its number. */
    nameOf({ datasetId }: Run): string {
      const dataset = byId.value.get(datasetId)
      return dataset ? runsStrings.dataset(dataset.name, dataset.revision) : runsStrings.gone(datasetId)
    }
  }
}
