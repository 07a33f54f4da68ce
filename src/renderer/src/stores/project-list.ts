import { ref, shallowRef, watch, type ShallowRef, type Ref } from 'vue'
import { createRefresher } from '@/api/refresher'
import { toFailure, type Failure } from '@/api/failure'
import { useTopics } from '@/ui/use-topics'
import type { Topic } from '@shared/contract/events'
import { useProject } from './project'

export interface ProjectList<T> {
  readonly items: ShallowRef<readonly T[]>
  readonly loaded: Ref<boolean>
  readonly failure: Ref<Failure | null>
  readonly refresh: () => Promise<void>
}

/** A list that belongs to the open project: asked again when one of its topics changes, empty without a project. */
export function useProjectList<T>(topics: readonly Topic[], fetch: () => Promise<readonly T[]>): ProjectList<T> {
  const projects = useProject()
  const items = shallowRef<readonly T[]>([])
  const loaded = ref(false)
  const failure = ref<Failure | null>(null)

  const refresh = createRefresher(async () => {
    try {
      items.value = projects.isOpen ? await fetch() : []
      loaded.value = true
      failure.value = null
    } catch (error) {
      failure.value = toFailure(error)
    }
  })
  useTopics(topics, () => void refresh())
  watch(
    () => projects.project?.path,
    () => void refresh(),
    { immediate: true }
  )
  return { items, loaded, failure, refresh }
}
