import { shallowRef, watch, type ShallowRef } from 'vue'
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

/** What a run can be judged on, the usual one first; asked for anew with another run. */
export function useRunPopulations(runId: () => string | null | undefined): ShallowRef<readonly PopulationChoice[]> {
  const messages = useMessages()
  const choices = shallowRef<readonly PopulationChoice[]>([])
  watch(
    runId,
    async id => {
      const found = id ? await messages.attempt(() => client.evaluation.populations({ runId: id })) : []
      choices.value = (found ?? []).map(({ population, name, count }) => ({
        ...{ population, name, count },
        key: populationKey(population)
      }))
    },
    { immediate: true }
  )
  return choices
}
