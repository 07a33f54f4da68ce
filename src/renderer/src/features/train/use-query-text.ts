import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** A choice of a screen that stands in its address, '' where none was made: a reload and a copied address keep it. */
export function useQueryText(name: string): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === 'string' ? value : ''
    },
    set: value => void router.replace({ query: { ...route.query, [name]: value || undefined } })
  })
}
