import { watch } from 'vue'
import { useProject } from '@/stores/project'
import { readDraft, writeDraft, type FormDraft } from './form-draft'

/** Keeps the form of a new run over a reload of this window, project by project. */
export function useFormDraft(current: () => FormDraft, fill: (draft: FormDraft) => void): void {
  const project = useProject()
  watch(
    () => project.project?.path,
    path => {
      const draft = path === undefined ? null : readDraft(path, sessionStorage)
      if (draft) fill(draft)
    },
    { immediate: true }
  )
  watch(
    current,
    draft => {
      const path = project.project?.path
      if (path !== undefined) writeDraft(path, draft, sessionStorage)
    },
    { deep: true }
  )
}
