import { computed, ref } from 'vue'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import { useProject } from '@/stores/project'
import { useRuns } from '@/stores/runs'
import type { Run } from '@shared/contract/runs'
import { isLiveRun } from '@shared/domain/training/live-run'
import { datasetProblem } from './data/dataset-problem'
import { reveal } from './settings/reveal'
import { settingsStrings } from './settings/strings'
import { trainStrings } from './strings'
import { usePlannedModel } from './model/planned-model'
import { modelStrings } from './model/strings'
import { useUserModels } from './model/user-models'
import { useTrainForm } from './train-form'

/** Starting what the form says; while a run is going on that means queueing it. */
export function useStartRun(form: () => HTMLElement | null, show: (run: Run) => void) {
  const text = trainStrings
  const store = useTrainForm()
  const userModels = useUserModels()
  const planner = usePlannedModel()
  const messages = useMessages()
  const runs = useRuns()
  const project = useProject()
  const starting = ref(false)
  const isBusy = computed(() => runs.list.some(isLiveRun))
  const startTitle = computed(() => (isBusy.value ? text.queue : text.start))
  const reason = computed(() => {
    if (project.readOnly) return settingsStrings.readOnly
    if (store.dataset === null) return text.needData
    const problem = datasetProblem(store.dataset)
    if (problem !== null) return problem
    if (store.startFrom === null) return text.needRun
    if (store.startFrom.kind === 'new' && store.model === null) return text.needModel
    return planner.planned.problem ?? (planner.planned.isSound ? undefined : modelStrings.unsound)
  })

  async function start(): Promise<void> {
    const { dataset, startFrom, training } = store
    if (starting.value) return
    // By key, without the button that gives its reason.
    if (reason.value !== undefined) return void messages.say(reason.value, { tone: 'warn' })
    if (dataset === null || startFrom === null) return
    // A field keeps what was typed until it is valid; the run must not start with what stood there before.
    const wrong = form()?.querySelector<HTMLElement>('[aria-invalid=true]:enabled')
    if (wrong) {
      messages.say(text.fix, { tone: 'warn' })
      return await reveal(wrong)
    }
    starting.value = true
    const run = await messages.attempt(async () =>
      client.runs.start({ datasetId: dataset.id, model: await modelFor(startFrom), training, startFrom })
    )
    starting.value = false
    if (run) show(run)
  }

  /** A run that goes on from another brings that one's model. */
  async function modelFor(startFrom: Run['startFrom']) {
    if (startFrom.kind === 'continue' || startFrom.kind === 'transfer')
      return await client.runs.model({ id: startFrom.runId })
    return startFrom.kind === 'pretrained' ? startFrom.name : (userModels.find(store.form.model) ?? store.form.model)
  }

  return { start, starting, reason, startTitle }
}
