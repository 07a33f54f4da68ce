import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { Dataset } from '@shared/contract/datasets'
import { useProjectList } from './project-list'

/** Images that an address can name. */
const most = 1000

/** Where the library shows the images that stand on both sides of a dataset's split. */
export async function leakAddress(id: number) {
  const groups = await client.datasets.leaks({ id })
  const ids = groups.flatMap(({ imageIds }) => imageIds).slice(0, most)
  return { name: 'library', query: { ids: ids.join(',') } }
}

/** Frozen dataset revisions of the project, as the backend lists them. */
export const useDatasets = defineStore('datasets', () => {
  const { items, loaded, failure, refresh } = useProjectList<Dataset>(['datasets'], () => client.datasets.list())
  /** The one that new runs point to. */
  const latest = computed(() =>
    items.value.reduce<Dataset | null>((newest, entry) => (newest && newest.id > entry.id ? newest : entry), null)
  )
  return { list: items, loaded, failure, latest, refresh }
})
