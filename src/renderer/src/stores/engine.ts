import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { onStreamOpen } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { Doctor } from '@shared/contract/engine-info'
import { useSettings } from './settings'

/** Milliseconds after the window stands. */
const checkAfter = 2500

/** What computes on this machine, as last measured. */
export const useEngine = defineStore('engine', () => {
  const settings = useSettings()
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
  // A first check trains a few steps on every core: what is on the screen comes before it.
  onStreamOpen(() => setTimeout(() => void refresh(), checkAfter))
  watch(
    () => settings.settings.engine,
    () => void refresh()
  )

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
