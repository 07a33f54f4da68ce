import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import { uiStrings } from '@/ui/strings'
import type { HistoryState } from '@shared/contract/history'
import { useMessages } from './messages'
import { useProject } from './project'

const none: HistoryState = { undo: null, redo: null, entries: [], savedAt: null }

/** Edits of a screen that are on their way to the backend; undo and redo wait for them. */
export interface UnsavedEdits {
  readonly pending: () => boolean
  readonly settled: () => Promise<void>
}

/** The undo stack that all windows of the project share. */
export const useHistory = defineStore('history', () => {
  const messages = useMessages()
  const projects = useProject()
  const state = shallowRef<HistoryState>(none)
  const busy = ref(false)
  const unsaved = shallowReactive(new Set<UnsavedEdits>())
  const isSaving = (): boolean => [...unsaved].some(edits => edits.pending())
  const canUndo = computed(() => (state.value.undo !== null || isSaving()) && !projects.readOnly)
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

  function track(edits: UnsavedEdits): () => void {
    unsaved.add(edits)
    return () => unsaved.delete(edits)
  }

  /** Steps in quick succession follow one another: none is dropped. */
  let last: Promise<void> = Promise.resolve()
  const step = (direction: 'undo' | 'redo'): Promise<void> => (last = last.then(() => take(direction)))

  async function take(direction: 'undo' | 'redo'): Promise<void> {
    if (isSaving()) {
      await Promise.all([...unsaved].map(edits => edits.settled()))
      await refresh()
    }
    const entry = state.value[direction]
    if (!entry) return
    busy.value = true
    const next = await messages.attempt(() => client.history[direction]())
    busy.value = false
    if (!next) return
    state.value = next
    messages.announce(uiStrings.stepped[direction](entry.title))
  }

  watch(
    () => state.value.undo?.id,
    id => messages.dropSteps(id)
  )

  /** Says that the newest step is done and offers to take it back while it is the newest. */
  async function report(text: string): Promise<void> {
    await refresh()
    const step = state.value.undo?.id
    messages.say(text, {
      tone: 'ok',
      action: { label: uiStrings.undo, run: () => undo() },
      ...(step !== undefined && { step })
    })
  }
  const undo = (): Promise<void> => step('undo')

  return { state, busy, canUndo, canRedo, track, refresh, report, undo, redo: () => step('redo') }
})
