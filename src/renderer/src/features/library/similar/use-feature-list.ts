import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { onEvent } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import { toFailure, type Failure } from '@/api/failure'
import { useJobs } from '@/stores/jobs'
import { useTopics } from '@/ui/use-topics'
import type { Coverage } from '@shared/contract/similarity'
import type { Job } from '@shared/contract/jobs'

export interface FeatureList<T> {
  readonly result: Ref<T | null>
  readonly failure: Ref<Failure | null>
  /** The job that computes features now, of whichever part of the library. */
  readonly job: Ref<Job | null>
  refresh(): Promise<void>
}

/** What rests on features: asked again when its question changes, when labels or boxes do, and when a job has ended. */
export function useFeatureList<T extends { readonly coverage: Coverage }>(
  question: () => unknown,
  load: () => Promise<T | null>
): FeatureList<T> {
  const jobs = useJobs()
  const answers = shallowRef<readonly T[]>([])
  const result = computed(() => answers.value[0] ?? null)
  const failure = shallowRef<Failure | null>(null)
  const job = computed(() => jobs.live.find(({ kind }) => kind === 'features') ?? null)
  let asked = ''

  const refresh = createRefresher(async () => {
    const key = JSON.stringify(question())
    try {
      // Another question's answer must not stand while this one is under way.
      if (key !== asked) answers.value = []
      asked = key
      const answer = await load()
      if (key !== JSON.stringify(question())) return
      answers.value = answer ? [answer] : []
      failure.value = null
    } catch (error) {
      if (key !== JSON.stringify(question())) return
      answers.value = []
      failure.value = toFailure(error)
    }
  })
  watch(question, () => void refresh(), { immediate: true })
  useTopics(['images', 'annotations', 'classes', 'sources', 'history', 'datasets'], () => void refresh())
  onScopeDispose(
    onEvent(event => {
      if (event.type === 'job' && event.job.kind === 'features' && event.job.endedAt !== null) void refresh()
    })
  )
  return { result, failure, job, refresh }
}
