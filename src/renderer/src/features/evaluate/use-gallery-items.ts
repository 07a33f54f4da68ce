import { ref, shallowRef, watch, type Ref } from 'vue'
import { client } from '@/api/client'
import { writeItemPlace } from '@/stores/item-list'
import { useMessages } from '@/stores/messages'
import type { PredictedItem } from '@shared/contract/evaluation'
import type { Selection } from './selection'
import { targetOf, toInput, type ShownFigures } from './use-evaluation'

const pageSize = 200
/** Fetched in one go at most. */
const most = 2000

type Query = Partial<Parameters<typeof client.evaluation.items>[0]>

function toQuery(selection: Selection): Query {
  switch (selection.kind) {
    case 'cell':
      return { truth: selection.truth, predicted: selection.predicted }
    case 'errors':
      return { only: 'wrong' }
    case 'below':
      return { below: selection.threshold, sort: 'confidence' }
    case 'predicted':
      return { predicted: selection.predicted }
  }
}

/**
 * The examples of a selection, page by page; asked again whenever the evaluation is a new one. At first as many as
 * reach the place that it is come back to.
 */
export function useGalleryItems(
  evaluation: Ref<ShownFigures | null>,
  selection: Ref<Selection | null>,
  start: () => number | null
) {
  const messages = useMessages()
  const items = shallowRef<readonly PredictedItem[]>([])
  const total = ref(0)
  /** Whether the items are those of the selection. */
  const loaded = ref(false)
  let loading = false

  async function fetchPage(offset: number, limit: number): Promise<void> {
    const current = evaluation.value
    const wanted = selection.value
    if (!current || !wanted) {
      items.value = []
      return
    }
    const page = await messages.attempt(() =>
      client.evaluation.items({ ...toInput(targetOf(current)), ...toQuery(wanted), offset, limit })
    )
    if (!page || selection.value !== wanted || evaluation.value !== current) return
    items.value = offset === 0 ? page.items : [...items.value, ...page.items]
    total.value = page.total
    loaded.value = true
  }

  /** The next page, when there is one. */
  async function more(): Promise<void> {
    if (loading || items.value.length >= total.value) return
    loading = true
    await fetchPage(items.value.length, pageSize)
    loading = false
  }

  // After an edit as many are fetched as were there, so that the place in the gallery is kept.
  watch(
    [evaluation, selection],
    (_, before) => {
      const isSame = before[1] === selection.value
      if (!isSame) {
        items.value = []
        loaded.value = false
      }
      const wanted = isSame ? items.value.length : (start() ?? 0) + 1
      void fetchPage(0, Math.min(most, Math.max(pageSize, wanted)))
    },
    { immediate: true }
  )
  /** For the address of an item that is opened from here: which list it is in, and where. */
  function placeOf(item: PredictedItem) {
    const [current, wanted] = [evaluation.value, selection.value]
    if (!current || !wanted) return null
    const query = { ...toInput(targetOf(current)), ...toQuery(wanted) }
    return writeItemPlace({ list: { kind: 'evaluation', query }, at: items.value.indexOf(item) })
  }
  return { items, total, loaded, more, placeOf }
}
