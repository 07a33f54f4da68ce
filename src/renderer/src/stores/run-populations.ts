import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { client } from '@/api/client'
import type { Population } from '@shared/contract/evaluation'
import { populationKey } from '@shared/domain/populations/population-key'
import { useMessages } from './messages'

export interface PopulationChoice {
  /** As it stands in an address. */
  readonly key: string
  readonly population: Population
  readonly name: string
  readonly count: number
}

export interface RunPopulations {
  /** What a run can be judged on, the usual one first. */
  readonly choices: ShallowRef<readonly PopulationChoice[]>
  /** Whether the choices are those of the run asked for; until then they are those of the one before. */
  readonly ready: ComputedRef<boolean>
}

/**
 * Asked for anew with another run. What follows from run and population together has to wait for `ready`: the last run's
 * population may be none of the next one's, and predicting it may take minutes.
 */
export function useRunPopulations(runId: () => string | null | undefined): RunPopulations {
  const messages = useMessages()
  const choices = shallowRef<readonly PopulationChoice[]>([])
  const of = shallowRef<string | null>(null)
  watch(
    runId,
    async id => {
      const found = id ? await messages.attempt(() => client.evaluation.populations({ runId: id })) : []
      if (id !== runId()) return
      choices.value = (found ?? []).map(({ population, name, count }) => ({
        ...{ population, name, count },
        key: populationKey(population)
      }))
      of.value = id ?? null
    },
    { immediate: true }
  )
  return { choices, ready: computed(() => of.value === (runId() ?? null)) }
}
