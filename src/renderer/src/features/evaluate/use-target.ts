import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { useMessages } from '@/stores/messages'
import { useJudgedRuns } from '@/stores/judged-runs'
import type { Population } from '@shared/contract/evaluation'
import type { EvaluationTarget } from './use-evaluation'
import { populationKey } from '@shared/domain/populations/population-key'

interface Choice {
  readonly population: Population
  readonly name: string
  readonly count: number
}

/**
 * The run, the population and, for a trial, another recipe than the run's: all in the address. The newest run and its test
 * part unless chosen.
 */
export function useTarget() {
  const route = useRoute()
  const router = useRouter()
  const runs = useJudgedRuns()
  const messages = useMessages()
  const choices = shallowRef<readonly Choice[]>([])
  const judged = computed(() => runs.list)

  const runId = computed({
    get: () => judged.value.find(({ id }) => id === route.query.run)?.id ?? runs.newest?.id ?? null,
    set: id => void router.replace({ query: { run: id ?? undefined, on: route.query.on } })
  })
  const chosen = computed(
    () => choices.value.find(({ population }) => populationKey(population) === route.query.on) ?? choices.value[0]
  )
  const on = computed({
    get: () => (chosen.value ? populationKey(chosen.value.population) : null),
    set: key => void router.replace({ query: { ...route.query, on: key ?? undefined, show: undefined } })
  })
  watch(
    runId,
    async id => {
      choices.value = id ? ((await messages.attempt(() => client.evaluation.populations({ runId: id }))) ?? []) : []
    },
    { immediate: true }
  )
  /** Null: its own. */
  const recipe = computed({
    get: () => (typeof route.query.recipe === 'string' ? route.query.recipe : null),
    set: name => void router.replace({ query: { ...route.query, recipe: name ?? undefined, show: undefined } })
  })
  // Compared as text: an address that only opens the gallery is no new question.
  const question = computed(() =>
    runId.value && chosen.value ? [runId.value, populationKey(chosen.value.population), recipe.value].join(' ') : null
  )
  const target = shallowRef<EvaluationTarget | null>(null)
  watch(
    question,
    () => {
      target.value =
        runId.value && chosen.value
          ? { runId: runId.value, population: chosen.value.population, recipe: recipe.value }
          : null
    },
    { immediate: true }
  )
  return { judged, choices, runId, on, recipe, target }
}
