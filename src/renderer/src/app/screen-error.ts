import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { toFailure, type Failure } from '@/api/failure'

/** The failure that stopped the screen shown, if any. */
export const useScreenError = defineStore('screen-error', () => {
  const failure = shallowRef<Failure | null>(null)
  const set = (error: unknown): void => {
    failure.value ??= toFailure(error)
  }
  const clear = (): void => {
    failure.value = null
  }
  return { failure, set, clear }
})
