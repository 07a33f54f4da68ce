import { defineStore } from 'pinia'
import { computed } from 'vue'
import { client } from '@/api/client'
import { onEvent } from '@/api/listeners'
import type { Run } from '@shared/contract/runs'
import { useProjectList } from './project-list'
import { putRun, withNews } from './run-news'

/** The project's runs, newest first as the backend lists them. */
export const useRuns = defineStore('runs', () => {
  /** Runs that were told of while the list is under way: it may be older than they are. */
  const news = new Map<string, Run>()
  const { items, loaded, failure, refresh } = useProjectList<Run>(['runs'], async () => {
    news.clear()
    return withNews(await client.runs.list(), news)
  })
  onEvent(event => {
    if (event.type !== 'run') return
    news.set(event.run.id, event.run)
    items.value = putRun(items.value, event.run)
  })
  const byId = computed(() => new Map(items.value.map(run => [run.id, run])))
  return { list: items, loaded, failure, byId, refresh }
})
