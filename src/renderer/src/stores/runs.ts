import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import type { Run } from '@shared/contract/runs'
import { useProjectList } from './project-list'

/** The project's runs, newest first as the backend lists them. */
export const useRuns = defineStore('runs', () => {
  const { items, loaded, failure, refresh } = useProjectList<Run>(['runs'], () => client.runs.list())
  const byId = computed(() => new Map(items.value.map(run => [run.id, run])))
  return { list: items, loaded, failure, byId, refresh }
})
