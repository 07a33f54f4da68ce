import { computed, type Ref } from 'vue'
import type { Failure } from '@/api/failure'

interface Asked {
  readonly failure: Readonly<Ref<Failure | null>>
  retry(): unknown
}

/** Of questions that each need the answer to the one before: why the first one failed, and the way to put it again. */
export function firstFailure(...questions: readonly Asked[]) {
  const failed = computed(() => questions.find(({ failure }) => failure.value !== null))
  return {
    failure: computed(() => failed.value?.failure.value ?? null),
    retry: (): void => void failed.value?.retry()
  }
}
