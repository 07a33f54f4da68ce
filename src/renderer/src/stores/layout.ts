import { useDebounceFn } from '@vueuse/core'
import { customRef, type Ref } from 'vue'
import { useSettings } from './settings'

/**
 * A piece of view state (split position, tile size) that is kept in the settings under `key`. It changes at once here
 * and is written when the user has stopped moving.
 */
export function useLayout<T extends string | number | boolean>(key: string, fallback: T): Ref<T> {
  const store = useSettings()
  let local: T | undefined
  const write = useDebounceFn((value: T) => {
    void store.set({ layout: { ...store.settings.layout, [key]: value } })
  }, 400)
  return customRef((track, trigger) => ({
    get() {
      track()
      if (local !== undefined) return local
      const kept = store.settings.layout[key]
      // Kept by this same function: same type as the fallback, or from an older version and then not used.
      return typeof kept === typeof fallback ? (kept as T) : fallback
    },
    set(value) {
      local = value
      trigger()
      void write(value)
    }
  }))
}
