import { computed, ref, watch, type Ref } from 'vue'

/**
 * The item of a gallery that keys act on. It stays the same one while the list changes around it; when an edit takes
 * it out of the list, the one that comes into its place is next.
 */
export function useGalleryCursor<T extends { readonly index: number }>(
  items: Readonly<Ref<readonly T[]>>,
  start: number | null
) {
  const at = ref(start ?? 0)
  const active = computed(() => items.value[at.value] ?? null)

  function move(to: number): void {
    at.value = Math.max(0, Math.min(items.value.length - 1, to))
  }

  watch(
    items,
    (list, before) => {
      const index = before[at.value]?.index
      const found = index === undefined ? -1 : list.findIndex(item => item.index === index)
      if (found >= 0) at.value = found
      // An empty list is one that is not here yet: the place to begin at stays.
      else if (list.length > 0) move(at.value)
    },
    { flush: 'sync' }
  )
  return { at, active, move }
}
