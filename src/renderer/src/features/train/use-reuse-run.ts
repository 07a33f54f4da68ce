import * as v from 'valibot'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import { modelSchema, type Model } from '@shared/contract/model'
import type { Run } from '@shared/contract/runs'
import { plannedModel } from '@shared/domain/models/planned-model'
import { findPreset } from '@shared/domain/models/presets/presets'
import { inferShapes } from '@shared/domain/models/shapes'
import { modelStrings } from './model/strings'
import { freeModelName, useUserModels } from './model/user-models'
import { useTrainForm } from './train-form'

/** Whether a run of that model would train these layers; parsing puts settings in one order. */
function isModelOf(candidate: Model, trained: Model): boolean {
  const classes = inferShapes(trained).output?.at(-1) ?? 0
  const planned = plannedModel({ model: candidate, startFrom: { kind: 'new' }, base: null, classes })
  const [a, b] = [planned, trained].map(model => JSON.stringify({ ...v.parse(modelSchema, model), name: '' }))
  return a === b
}

/** Fills the form with all that an earlier run was started with. A model that was changed or deleted since comes back under a name of its own. */
export function useReuseRun() {
  const text = modelStrings
  const store = useTrainForm()
  const userModels = useUserModels()
  const messages = useMessages()

  async function nameOfModel(run: Run): Promise<string> {
    if (run.startFrom.kind !== 'new') return run.modelName
    const trained = await client.runs.model({ id: run.id })
    const known = findPreset(run.modelName)?.model ?? userModels.find(run.modelName)
    if (known && isModelOf(known, trained)) return run.modelName
    const kept = userModels.list.find(({ model }) => isModelOf(model, trained))
    if (kept) return kept.name
    const name = freeModelName(known ? text.keptOf(run.modelName, run.number) : run.modelName, userModels.list)
    await client.models.save({ name, model: { ...trained, name } })
    await userModels.refresh()
    messages.say(text.kept(run.modelName, name))
    return name
  }

  /** Whether the form holds the run's settings now; says what failed. */
  return async (run: Run): Promise<boolean> =>
    messages.succeeds(async () => store.fillFrom(run, await nameOfModel(run)))
}
