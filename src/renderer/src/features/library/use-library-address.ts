import { watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { ImageFilter } from '@shared/contract/images'
import { useLibrary } from './library-store'
import { readQuery, writeQuery, type LibraryQuery } from './query-address'

/** Asks the library for what the address says, now and whenever it changes: for the screen, once. */
export function followLibraryAddress(): void {
  const route = useRoute()
  const library = useLibrary()
  watch(
    () => route.query,
    query => {
      if (route.name === 'library') library.ask(readQuery(query))
    },
    { immediate: true }
  )
}

/** The library's query stands in the address; changing it is navigating. */
export function useLibraryAddress() {
  const route = useRoute()
  const router = useRouter()
  const library = useLibrary()

  /** `replace`: typing shall not leave a step of "back" per letter. */
  function change(next: Partial<LibraryQuery>, replace = false): void {
    const query = { ...(route.query.view && { view: route.query.view }), ...writeQuery({ ...library.query, ...next }) }
    void router[replace ? 'replace' : 'push']({ name: 'library', query })
  }

  function changeFilter(part: ImageFilter, replace = false): void {
    change({ filter: { ...library.query.filter, ...part } }, replace)
  }

  return { change, changeFilter, clearFilters: () => change({ filter: {} }) }
}
