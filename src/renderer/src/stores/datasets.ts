import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { Dataset } from '@shared/contract/datasets'
import { useProjectList } from './project-list'

/** Frozen dataset revisions of the project, as the backend lists them. */
export const useDatasets = defineStore('datasets', () => {
  const { items, loaded, failure, refresh } = useProjectList<Dataset>(['datasets'], () => client.datasets.list())
  /** The one that new runs point to. */
  const latest = computed(() =>
    items.value.reduce<Dataset | null>((newest, entry) => (newest && newest.id > entry.id ? newest : entry), null)
  )
  return { list: items, loaded, failure, latest, refresh }
})
