import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { HistoryState } from '@shared/contract/history'
import { useMessages } from './messages'
import { useProject } from './project'

const none: HistoryState = { undo: null, redo: null, entries: [], savedAt: null }

/** The undo stack that all windows of the project share. */
export const useHistory = defineStore('history', () => {
  const messages = useMessages()
  const projects = useProject()
  const state = shallowRef<HistoryState>(none)
  const busy = ref(false)
  const canUndo = computed(() => state.value.undo !== null && !projects.readOnly)
  const canRedo = computed(() => state.value.redo !== null && !projects.readOnly)

  const refresh = createRefresher(async () => {
    try {
      state.value = projects.isOpen ? await client.history.state() : none
    } catch {
      // The last known stack stays; the stream asks again when it stands.
    }
  })
  onTopics(['history', 'annotations', 'classes', 'images'], () => void refresh())
  watch(
    () => projects.project?.path,
    () => void refresh(),
    { immediate: true }
  )

  async function step(direction: 'undo' | 'redo'): Promise<void> {
    const entry = state.value[direction]
    if (!entry || busy.value) return
    busy.value = true
    const next = await messages.attempt(() => client.history[direction]())
    busy.value = false
    if (!next) return
    state.value = next
    messages.announce(`${direction === 'undo' ? 'Undone' : 'Redone'}: ${entry.title}`)
  }

  return { state, busy, canUndo, canRedo, refresh, undo: () => step('undo'), redo: () => step('redo') }
})
