import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useJudgedRuns } from '@/stores/judged-runs'
import { useRunPopulations } from '@/stores/run-populations'
import type { EvaluationTarget } from './use-evaluation'

/**
 * The run, the population and, for a trial, another recipe than the run's: all in the address. The newest run and its test
 * part unless chosen.
 */
export function useTarget() {
  const route = useRoute()
  const router = useRouter()
  const runs = useJudgedRuns()
  const judged = computed(() => runs.list)
  const known = computed(() => runs.loaded)
  /** The address names a run that is not there: another one is shown, which must be said. */
  const isGone = computed(
    () => known.value && route.query.run !== undefined && !judged.value.some(({ id }) => id === route.query.run)
  )

  const runId = computed({
    get: () => judged.value.find(({ id }) => id === route.query.run)?.id ?? runs.newest?.id ?? null,
    set: id => void router.replace({ query: { run: id ?? undefined, on: route.query.on } })
  })
  const populations = useRunPopulations(() => runId.value)
  const { choices, ready } = populations
  const chosen = computed(() => choices.value.find(({ key }) => key === route.query.on) ?? choices.value[0])
  const on = computed({
    get: () => chosen.value?.key ?? null,
    set: key => void router.replace({ query: { ...route.query, on: key ?? undefined, show: undefined, at: undefined } })
  })
  /** Null: its own. */
  const recipe = computed({
    get: () => (typeof route.query.recipe === 'string' ? route.query.recipe : null),
    set: name =>
      void router.replace({ query: { ...route.query, recipe: name ?? undefined, show: undefined, at: undefined } })
  })
  // Compared as text: an address that only opens the gallery is no new question.
  const question = computed<string | null>(before => {
    if (!ready.value) return before ?? null
    return runId.value && chosen.value ? [runId.value, chosen.value.key, recipe.value].join(' ') : null
  })
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
  return { judged, known, isGone, populations, choices, runId, on, recipe, target }
}
