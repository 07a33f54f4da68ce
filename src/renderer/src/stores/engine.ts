import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client } from '@/api/client'
import { toFailure } from '@/api/failure'
import { onEvent, onStreamOpen } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { Doctor } from '@shared/contract/engine-info'

/** Milliseconds after the window stands. */
const checkAfter = 2500

/** What computes on this machine, as last measured. */
export const useEngine = defineStore('engine', () => {
  const doctor = shallowRef<Doctor | null>(null)
  const measuring = ref(false)
  const chosen = computed(() => doctor.value?.backends.find(backend => backend.name === doctor.value?.chosen) ?? null)

  /** Why the last check came to no result; null when it did. */
  const failure = ref<string | null>(null)

  async function check(fresh: boolean): Promise<void> {
    try {
      doctor.value = await client.engine.doctor({ fresh })
      failure.value = null
    } catch (error) {
      failure.value = toFailure(error).message
    }
  }
  const refresh = createRefresher(() => check(false))
  // A first check trains a few steps on every core: what is on the screen comes before it.
  onStreamOpen(() => setTimeout(() => void refresh(), checkAfter))
  // Told when TensorFlow was installed or removed, here or in another window; what did not change is not measured anew.
  onEvent(event => {
    if (doctor.value && event.type === 'changed' && event.topics.includes('settings')) void refresh()
  })

  async function measure(): Promise<void> {
    measuring.value = true
    await check(true)
    measuring.value = false
  }

  return { doctor, failure, chosen, measuring, refresh, measure }
})
