import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import type { Model } from '@shared/contract/model'
import { inputProblem, lossProblem, plannedModel } from '@shared/domain/models/planned-model'
import { findPreset } from '@shared/domain/models/presets/presets'
import { inferShapes } from '@shared/domain/models/shapes'
import { useTrainForm } from '../train-form'

interface Planned {
  /** null while the run to start from is still to be chosen, or where the plan can't be. */
  readonly model: Model | null
  readonly problem: string | null
  /** False where a layer can't be; what is wrong stands at it. */
  readonly isSound: boolean
}

/** The model as the run that the form describes would train it, worked out as the backend does. */
export const usePlannedModel = defineStore('planned-model', () => {
  const store = useTrainForm()
  const messages = useMessages()
  const base = shallowRef<Model | null>(null)

  watch(
    [() => store.form.start.kind, () => store.form.start.runId],
    async ([kind, runId]) => {
      base.value = kind === 'pretrained' ? (findPreset('mnist-cnn')?.model ?? null) : null
      if ((kind !== 'continue' && kind !== 'transfer') || runId === null) return
      const found = await messages.attempt(() => client.runs.model({ id: runId }))
      // Another run may have been chosen meanwhile.
      if (store.form.start.runId === runId && store.form.start.kind === kind) base.value = found ?? null
    },
    { immediate: true }
  )

  const planned = computed<Planned>(() => {
    const { startFrom, dataset, form } = store
    const model = startFrom?.kind === 'new' ? store.model : base.value
    if (startFrom === null || model === null) return { model: null, problem: null, isSound: true }
    try {
      // Without a dataset the classes are those that the model was made for.
      const classes = dataset?.classes.length ?? 10
      const whole = plannedModel({ model, startFrom, base: base.value, classes })
      const problem = (dataset && inputProblem(whole, dataset)) ?? lossProblem(whole, form.training.loss)
      return { model: whole, problem, isSound: inferShapes(whole).problems.length === 0 }
    } catch (error) {
      if (error instanceof RangeError) return { model: null, problem: error.message, isSound: true }
      throw error
    }
  })
  return { base, planned }
})
