import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { fetchItems, findNeighbours, readItemPlace, type Neighbours } from '@/stores/item-list'
import type { Item } from '@shared/contract/item'

/** Previous and next through the list that the item was opened from; asked again after each edit. */
export function useItemList(item: ComputedRef<Item | null>) {
  const route = useRoute()
  const router = useRouter()
  const neighbours = shallowRef<Neighbours | null>(null)
  const place = computed(() => (route.name === 'item' ? readItemPlace(route.query) : null))

  watch(
    [item, () => route.query.at],
    async ([current]) => {
      const wanted = place.value
      if (!wanted || !current) {
        neighbours.value = null
        return
      }
      // A list whose run or population is gone has no neighbours to offer.
      const found = await findNeighbours(
        (offset, limit) => fetchItems(wanted.list, offset, limit),
        wanted.at,
        current
      ).catch(() => null)
      if (item.value === current) neighbours.value = found
    },
    { immediate: true }
  )

  function go(side: 'previous' | 'next'): void {
    const to = neighbours.value?.[side]
    if (!to) return
    const { imageId, annotationId } = to.item
    const query = { ...route.query, at: String(to.at), box: annotationId ?? undefined }
    void router.replace({ name: 'item', params: { id: imageId }, query })
  }
  return { neighbours, go }
}
