import { defineStore } from 'pinia'
import { watch } from 'vue'
import { useProject } from '@/stores/project'
import { keepModelDraft, readModelDraft } from './kept-draft'
import { createModelDraft } from './model-draft'

/** The model that is being edited; it stays while other tabs and screens are shown, and unsaved over a reload. */
export const useModelDraft = defineStore('model-draft', () => {
  const draft = createModelDraft()
  const project = useProject()
  const storages = { own: sessionStorage, common: localStorage }
  // Models belong to their project.
  watch(
    () => project.project?.path,
    path => {
      const kept = path === undefined ? null : readModelDraft(path, storages)
      if (kept) draft.takeUp(kept)
      else draft.close()
    },
    // Before the watcher below, which would keep one project's model as the other's.
    { immediate: true, flush: 'sync' }
  )
  watch(
    draft.unsaved,
    unsaved => {
      const path = project.project?.path
      if (path !== undefined) keepModelDraft(path, unsaved, storages)
    },
    { flush: 'post' }
  )
  return draft
})
export type ModelDraft = ReturnType<typeof useModelDraft>
