import { computed, type ComputedRef, type Ref } from 'vue'
import { client } from '@/api/client'
import type { Failure } from '@/api/failure'
import { useAnswer } from '@/ui/use-answer'
import type { Population } from '@shared/contract/evaluation'
import { populationKey } from '@shared/domain/populations/population-key'

export interface PopulationChoice {
  /** As it stands in an address. */
  readonly key: string
  readonly population: Population
  readonly name: string
  readonly count: number
}

export interface RunPopulations {
  /** What a run can be judged on, the usual one first. */
  readonly choices: ComputedRef<readonly PopulationChoice[]>
  /** Whether the choices are those of the run asked for; until then they are those of the one before. */
  readonly ready: ComputedRef<boolean>
  /** Why it isn't known what the run can be judged on. */
  readonly failure: Ref<Failure | null>
  retry(): unknown
}

/**
 * Asked for anew with another run. What follows from run and population together has to wait for `ready`: the last run's
 * population may be none of the next one's, and predicting it may take minutes.
 */
export function useRunPopulations(runId: () => string | null | undefined): RunPopulations {
  const asked = computed(() => runId() ?? null)
  const { answer, behind, failure, retry } = useAnswer(asked, [], id => client.evaluation.populations({ runId: id }))
  const choices = computed(() =>
    (answer.value ?? []).map(({ population, name, count }) => ({
      ...{ population, name, count },
      key: populationKey(population)
    }))
  )
  const ready = computed(() => !behind.value && (asked.value === null || answer.value !== null))
  return { choices, ready, failure, retry }
}
