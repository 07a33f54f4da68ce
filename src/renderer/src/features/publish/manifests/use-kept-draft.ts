import { watch } from 'vue'

/**
 * Calls `reset` at first and when `kept` changes, unless it comes to what this field has just given on: the user may
 * have typed on since. Returns what is to be called with each value that is given on.
 */
export function useKeptDraft<T>(kept: () => T, reset: () => void): (sent: T) => void {
  let awaited: string | undefined
  watch(
    () => JSON.stringify(kept()),
    json => {
      const isEcho = json === awaited
      awaited = undefined
      if (!isEcho) reset()
    },
    { immediate: true }
  )
  return sent => void (awaited = JSON.stringify(sent))
}
