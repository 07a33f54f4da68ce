import { until } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { onEvent, onStreamOpen } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { Job } from '@shared/contract/jobs'
import { useMessages } from './messages'
import { useProject } from './project'

const ended = new Set<Job['state']>(['succeeded', 'failed', 'cancelled'])

export const isLive = (job: Job): boolean => !ended.has(job.state)

/** Long work, running and ended. Jobs outlive the window: a reload shows them again. */
export const useJobs = defineStore('jobs', () => {
  const messages = useMessages()
  const projects = useProject()
  const byId = shallowRef<ReadonlyMap<string, Job>>(new Map())
  const list = computed(() => [...byId.value.values()])
  const live = computed(() => list.value.filter(isLive))
  /** The one that the status bar shows. */
  const current = computed(() => live.value.find(job => job.state === 'running') ?? live.value[0] ?? null)
  const queued = computed(() => live.value.filter(job => job.state === 'queued').length)
  /** Jobs that were told of while the list is under way: it may be older than they are. */
  const news = new Map<string, Job>()

  function accept(job: Job): void {
    const known = byId.value.get(job.id)
    if (known && known.revision >= job.revision) return
    news.set(job.id, job)
    // Newest first, as the backend lists them.
    byId.value = new Map(known ? [...byId.value, [job.id, job]] : [[job.id, job], ...byId.value])
  }

  const refresh = createRefresher(async () => {
    try {
      news.clear()
      const jobs = await client.jobs.list()
      const newest = (job: Job): Job => {
        const told = news.get(job.id)
        return told && told.revision > job.revision ? told : job
      }
      const listed = new Set(jobs.map(({ id }) => id))
      const unlisted = [...news].filter(([id]) => !listed.has(id)).toReversed()
      byId.value = new Map([...unlisted, ...jobs.map(job => [job.id, newest(job)] as const)])
    } catch {
      // What is shown stays; the stream asks again when it stands.
    }
  })
  onEvent(event => event.type === 'job' && accept(event.job))
  onStreamOpen(() => void refresh())
  watch(
    () => projects.project?.path,
    () => void refresh(),
    { immediate: true }
  )

  async function act(id: string, action: 'cancel' | 'pause' | 'resume'): Promise<void> {
    const job = await messages.attempt(() => client.jobs[action]({ id }))
    if (job) accept(job)
  }

  /** The job once it has ended, whichever way; one that was interrupted goes on, if at all, as another job. */
  const whenEnded = (id: string): Promise<Job> =>
    until(() => byId.value.get(id)).toMatch(
      (job): job is Job => job !== undefined && (!isLive(job) || job.state === 'interrupted'),
      { flush: 'sync' }
    )

  return { byId, list, live, current, queued, refresh, act, whenEnded }
})
