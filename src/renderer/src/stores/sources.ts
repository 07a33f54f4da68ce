import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { Source } from '@shared/contract/sources'
import { useProjectList } from './project-list'

/** Where the project's images came from. */
export const useSources = defineStore('sources', () => {
  const { items, loaded, failure, refresh } = useProjectList<Source>(['sources', 'images'], () => client.sources.list())
  const byId = computed(() => new Map(items.value.map(source => [source.id, source])))
  return { list: items, loaded, failure, byId, refresh }
})
