import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { toFailure, type Failure } from '@/api/failure'
import { createRefresher } from '@/api/refresher'
import type { Topic } from '@shared/contract/events'
import { useTopics } from './use-topics'

/**
 * The answer to a question, asked again when the question or one of the topics changes; what comes back after another
 * question was put is dropped. Null where nothing is asked or the last ask failed. `version` rises with every answer;
 * `behind` = what is there answers an earlier question; `retry` asks once more.
 */
export function useAnswer<Q, A>(
  question: Readonly<Ref<Q | null>>,
  topics: readonly Topic[],
  ask: (question: Q) => Promise<A>
) {
  const answer = shallowRef<A | null>(null)
  const answered = shallowRef<Q | null>(null)
  const behind = computed(() => answer.value !== null && answered.value !== question.value)
  const failure = ref<Failure | null>(null)
  const working = ref(false)
  const version = ref(0)
  const refresh = createRefresher(async () => {
    const wanted = question.value
    if (wanted === null) {
      answer.value = null
      failure.value = null
      return
    }
    working.value = true
    try {
      const next = await ask(wanted)
      if (wanted !== question.value) return
      answer.value = next
      answered.value = wanted
      failure.value = null
      version.value++
    } catch (error) {
      if (wanted !== question.value) return
      failure.value = toFailure(error)
      answer.value = null
    } finally {
      working.value = false
    }
  })
  watch(question, () => void refresh(), { immediate: true })
  useTopics(topics, () => void refresh())
  return { answer, behind, failure, working, version, retry: refresh }
}
