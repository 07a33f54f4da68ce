import { computed, ref } from 'vue'
import { useRoute } from 'vue-router'
import { useSources } from '@/stores/sources'
import type { ImageFilter } from '@shared/contract/images'
import { publishStrings } from './strings'

const text = publishStrings.scope

/** Which images an exchange is about: all, those selected in the Library (in the address), the labelled, one source. */
export function useImageScope() {
  const route = useRoute()
  const sources = useSources()
  const selected = computed(() =>
    String(route.query.ids ?? '')
      .split(',')
      .map(Number)
      .filter(id => Number.isInteger(id) && id > 0)
  )
  const scope = ref<string | null>(selected.value.length > 0 ? 'selection' : 'all')
  const scopes = computed(() => [
    { value: 'all', label: text.all(sources.list.reduce((sum, source) => sum + source.images, 0)) },
    ...(selected.value.length > 0 ? [{ value: 'selection', label: text.selection(selected.value.length) }] : []),
    { value: 'labelled', label: text.labelled },
    ...sources.list.map(({ id, name, images }) => ({ value: `source-${id}`, label: text.source(name, images) }))
  ])
  const filter = computed<ImageFilter>(() => {
    if (scope.value === 'selection') return { ids: selected.value }
    if (scope.value === 'labelled') return { labelled: true }
    const source = /^source-(\d+)$/.exec(scope.value ?? '')?.[1]
    return source === undefined ? {} : { sources: [Number(source)] }
  })
  /** A field is made anew when the counts behind its options arrive. */
  const loaded = computed(() => sources.loaded)
  return { scope, scopes, filter, loaded }
}
