import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { client } from '@/api/client'
import type { Failure } from '@/api/failure'
import { useMessages } from '@/stores/messages'
import type { OutOfDistribution } from '@shared/contract/evaluation'
import { toInput, type EvaluationTarget } from './use-evaluation'

/** Whether figures were refused because nobody has said yet what the population's classes count as. */
export const needsLabelMap = (failure: Failure | null): boolean => failure?.details?.reason === 'label-map'

/** What the model makes of pictures for which there is no accuracy; null while there is one. */
export function useOutOfDistribution(
  target: Ref<EvaluationTarget | null>,
  failure: Ref<Failure | null>
): ShallowRef<OutOfDistribution | null> {
  const messages = useMessages()
  const view = shallowRef<OutOfDistribution | null>(null)
  watch(
    [target, failure],
    async ([wanted, refused]) => {
      view.value = null
      if (!wanted || !needsLabelMap(refused)) return
      const found = await messages.attempt(() => client.evaluation.outOfDistribution(toInput(wanted)))
      if (target.value === wanted && failure.value === refused) view.value = found ?? null
    },
    { immediate: true }
  )
  return view
}
