import { ref, shallowRef, watch, type Ref } from 'vue'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import type { Evaluation, PredictedItem } from '@shared/contract/evaluation'

export interface Cell {
  readonly truth: number
  readonly predicted: number
}

/** The examples of one cell of an evaluation; asked again whenever the evaluation is a new one. */
export function useCellItems(evaluation: Ref<Evaluation | null>, cell: Ref<Cell | null>) {
  const messages = useMessages()
  const items = shallowRef<readonly PredictedItem[]>([])
  const total = ref(0)
  watch(
    [evaluation, cell],
    async ([current, wanted]) => {
      if (!current || !wanted) {
        items.value = []
        return
      }
      const { runId, population } = current
      const page = await messages.attempt(() => client.evaluation.items({ runId, population, ...wanted, limit: 500 }))
      if (!page || cell.value !== wanted) return
      items.value = page.items
      total.value = page.total
    },
    { immediate: true }
  )
  return { items, total }
}
