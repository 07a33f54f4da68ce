import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { useJudgedRuns, type JudgedRun } from '@/stores/judged-runs'
import { useRunPopulations } from '@/stores/run-populations'
import { firstFailure } from '@/ui/first-failure'
import { useAnswer } from '@/ui/use-answer'
import type { Population } from '@shared/contract/evaluation'
import { readAddress, writeAddress, type CompareAddress } from './compare-address'

export interface CompareTarget {
  readonly runIds: readonly string[]
  readonly population: Population
}

/** The screen's state: the address, what it means, and the comparison, asked again when a label changes. */
export function useCompare() {
  const route = useRoute()
  const router = useRouter()
  const runs = useJudgedRuns()

  const address = computed(() => readAddress(route.query))
  const set = (change: Partial<CompareAddress>): Promise<unknown> =>
    router.replace({ query: { ...writeAddress({ ...address.value, ...change }) } })

  const candidates = computed(() => runs.list)
  const known = computed(() => runs.loaded)
  /** Runs of the address; without any, the newest ones, and none of them a cross-validation or a part of one. */
  const chosen = computed<readonly JudgedRun[]>(() => {
    const named = address.value.runs.flatMap(number => candidates.value.find(run => run.number === number) ?? [])
    if (named.length > 0) return named
    const of = (wanted: JudgedRun['kind']) => candidates.value.filter(({ kind }) => kind === wanted)
    const [single, external] = [of('run'), of('external')]
    const shown = single.length > 0 ? single : external.length > 0 ? external : candidates.value.slice(0, 1)
    return shown.slice(0, 4).toReversed()
  })

  const populations = useRunPopulations(() => chosen.value[0]?.id)
  const { choices, ready } = populations
  const choice = computed(() => choices.value.find(({ key }) => key === address.value.on) ?? choices.value[0] ?? null)
  // Compared as text: a new list of the same runs is no new question.
  const question = computed<string>(before => {
    if (!ready.value) return before ?? ''
    return choice.value ? `${chosen.value.map(({ id }) => id).join()} ${choice.value.key}` : ''
  })
  const target = shallowRef<CompareTarget | null>(null)
  watch(
    question,
    () => {
      const population = choice.value?.population
      const runIds = chosen.value.map(({ id }) => id)
      target.value = population && runIds.length > 0 ? { runIds, population } : null
    },
    { immediate: true }
  )

  const figures = useAnswer(target, ['annotations', 'classes', 'evaluations'], ({ runIds, population }) =>
    client.comparison.compare({ runIds: [...runIds], population })
  )
  return {
    address,
    set,
    candidates,
    known,
    chosen,
    choices,
    choice,
    target,
    comparison: figures.answer,
    ...firstFailure(populations, figures),
    behind: figures.behind,
    working: figures.working,
    version: figures.version
  }
}
