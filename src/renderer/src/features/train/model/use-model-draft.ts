import { defineStore } from 'pinia'
import { watch } from 'vue'
import { useProject } from '@/stores/project'
import { createModelDraft } from './model-draft'

/** The model that is being edited; it stays while other tabs and screens are shown. */
export const useModelDraft = defineStore('model-draft', () => {
  const draft = createModelDraft()
  const project = useProject()
  // Models belong to their project.
  watch(() => project.project?.path, draft.close)
  return draft
})
export type ModelDraft = ReturnType<typeof useModelDraft>
