import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client } from '@/api/client'
import { onStreamOpen, onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { Doctor } from '@shared/contract/engine-info'

/** What computes on this machine, as last measured. */
export const useEngine = defineStore('engine', () => {
  const doctor = shallowRef<Doctor | null>(null)
  const measuring = ref(false)
  const chosen = computed(() => doctor.value?.backends.find(backend => backend.name === doctor.value?.chosen) ?? null)

  const refresh = createRefresher(async () => {
    try {
      doctor.value = await client.engine.doctor({})
    } catch {
      // Shown as "engine not checked"; the stream asks again when it stands.
    }
  })
  onTopics(['settings'], () => void refresh())
  onStreamOpen(() => void refresh())

  async function measure(): Promise<void> {
    measuring.value = true
    try {
      doctor.value = await client.engine.doctor({ fresh: true })
    } finally {
      measuring.value = false
    }
  }

  return { doctor, chosen, measuring, refresh, measure }
})
