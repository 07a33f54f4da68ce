import { computed, ref } from 'vue'
import { useRoute } from 'vue-router'
import { useSources } from '@/stores/sources'
import type { ImageFilter } from '@shared/contract/images'
import { manifestStrings } from './strings'

/** Which images a new manifest shows or an old one gets: all, those of the address, those with a label, a source's. */
export function useScopes() {
  const words = manifestStrings.images
  const sources = useSources()
  const route = useRoute()
  const selected = computed(() =>
    String(route.query.ids ?? '')
      .split(',')
      .map(Number)
      .filter(id => Number.isInteger(id) && id > 0)
  )
  const scope = ref<string | null>(null)
  const options = computed(() => [
    ...(selected.value.length > 0 ? [{ value: 'selection', label: words.selection(selected.value.length) }] : []),
    ...sources.list.map(({ id, name, images }) => ({ value: `source-${id}`, label: words.source(name, images) })),
    { value: 'labelled', label: words.labelled },
    { value: 'all', label: words.all(sources.list.reduce((sum, source) => sum + source.images, 0)) }
  ])
  const filter = computed<ImageFilter>(() => {
    if (scope.value === 'selection') return { ids: selected.value }
    if (scope.value === 'labelled') return { labelled: true }
    const source = /^source-(\d+)$/.exec(scope.value ?? '')?.[1]
    return source === undefined ? {} : { sources: [Number(source)] }
  })
  return { scope, options, filter, reset: () => (scope.value = options.value[0]?.value ?? 'all') }
}
