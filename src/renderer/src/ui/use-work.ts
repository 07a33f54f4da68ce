import { ref } from 'vue'
import { toFailure } from '@/api/failure'

/** Work that a form starts: `busy` while it runs, in `error` the sentence of why it failed. */
export function useWork() {
  const busy = ref(false)
  const error = ref('')

  /** True when it was done. */
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    error.value = ''
    try {
      await work()
      return true
    } catch (failure) {
      error.value = toFailure(failure).message
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, error, run }
}
