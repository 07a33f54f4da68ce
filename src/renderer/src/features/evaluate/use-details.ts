import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import type { Evaluation, EvaluationDetails } from '@shared/contract/evaluation'
import { targetOf, toInput } from './use-evaluation'

/** The details of an evaluation, new with each new one. */
export function useDetails(evaluation: Ref<Evaluation | null>): ShallowRef<EvaluationDetails | null> {
  const messages = useMessages()
  const details = shallowRef<EvaluationDetails | null>(null)
  watch(
    evaluation,
    async current => {
      if (!current) {
        details.value = null
        return
      }
      const next = await messages.attempt(() => client.evaluation.details(toInput(targetOf(current))))
      if (evaluation.value === current) details.value = next ?? null
    },
    { immediate: true }
  )
  return details
}
