import { useMediaQuery } from '@vueuse/core'
import type * as v from 'valibot'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { client } from '@/api/client'
import { onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { capabilitiesSchema, Settings } from '@shared/contract/settings'
import { useMessages } from './messages'

type Capabilities = v.InferOutput<typeof capabilitiesSchema>

const defaults: Settings = {
  theme: 'system',
  author: '',
  keys: {},
  singleKeys: true,
  engine: 'auto',
  allowedHosts: [],
  layout: {}
}
const pageOnly: Capabilities = { host: 'node', dialogs: false, revealInFolder: false, defaultFolder: '' }

/** The user's settings on this machine and what the host can do. */
export const useSettings = defineStore('settings', () => {
  const messages = useMessages()
  const settings = ref<Settings>(defaults)
  const capabilities = shallowRef<Capabilities>(pageOnly)
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)')
  const theme = computed<'light' | 'dark'>(() => {
    if (settings.value.theme !== 'system') return settings.value.theme
    return systemDark.value ? 'dark' : 'light'
  })

  const refresh = createRefresher(async () => {
    try {
      const [next, host] = await Promise.all([client.settings.get(), client.settings.capabilities()])
      settings.value = next
      capabilities.value = host
    } catch {
      // Defaults do until the backend answers.
    }
  })
  onTopics(['settings'], () => void refresh())

  /** Shows the change at once and takes it back when it could not be kept. */
  async function set(change: Partial<Settings>): Promise<void> {
    const before = settings.value
    settings.value = { ...before, ...change }
    const kept = await messages.attempt(() => client.settings.set(change))
    settings.value = kept ?? before
  }

  /** Reaches a host of a private network from now on. */
  const allowHost = (host: string): Promise<void> =>
    set({ allowedHosts: [...new Set([...settings.value.allowedHosts, host])].sort() })

  return { settings, capabilities, theme, refresh, set, allowHost }
})
