import { watch } from 'vue'
import { useDatasets } from '@/stores/datasets'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'
import { settingsStrings } from './settings/strings'

/**
 * Keeps the form at a dataset that there is: the newest is what a new run most likely wants, one that was deleted is
 * none. Where the chosen one goes in the open project, that is said: a run must not quietly be trained on another.
 */
export function useChosenDataset(form: { datasetId: number | null }): void {
  const datasets = useDatasets()
  const project = useProject()
  const messages = useMessages()
  let path: string | undefined

  watch(
    () => datasets.list,
    (list, before) => {
      const isSameProject = path === project.project?.path
      path = project.project?.path
      // An empty list may be on its way.
      if (list.length === 0 || list.some(({ id }) => id === form.datasetId)) return
      const gone = before?.find(({ id }) => id === form.datasetId)
      form.datasetId = datasets.latest?.id ?? null
      if (gone && isSameProject && datasets.latest)
        messages.say(settingsStrings.datasetGone(gone.name, datasets.latest.name), { tone: 'warn', lasts: 0 })
    },
    { immediate: true }
  )
}
