import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import { useMessages } from '@/stores/messages'
import { useJudgedRuns, type JudgedRun } from '@/stores/judged-runs'
import type { Comparison } from '@shared/contract/comparison'
import type { Population } from '@shared/contract/evaluation'
import { readAddress, writeAddress, type CompareAddress } from './compare-address'
import { populationKey } from '@shared/domain/populations/population-key'

export interface CompareTarget {
  readonly runIds: readonly string[]
  readonly population: Population
}

interface PopulationChoice {
  readonly population: Population
  readonly name: string
  readonly count: number
  readonly key: string
}

/** The screen's state: the address, what it means, and the comparison, asked again when a label changes. */
export function useCompare() {
  const route = useRoute()
  const router = useRouter()
  const runs = useJudgedRuns()
  const messages = useMessages()

  const address = computed(() => readAddress(route.query))
  const set = (change: Partial<CompareAddress>): Promise<unknown> =>
    router.replace({ query: { ...writeAddress({ ...address.value, ...change }) } })

  const candidates = computed(() => runs.list)
  /** Runs of the address; without any, the newest ones, and none of them a cross-validation or a part of one. */
  const chosen = computed<readonly JudgedRun[]>(() => {
    const named = address.value.runs.flatMap(number => candidates.value.find(run => run.number === number) ?? [])
    if (named.length > 0) return named
    const of = (wanted: JudgedRun['kind']) => candidates.value.filter(({ kind }) => kind === wanted)
    const [single, external] = [of('run'), of('external')]
    const shown = single.length > 0 ? single : external.length > 0 ? external : candidates.value.slice(0, 1)
    return shown.slice(0, 4).toReversed()
  })

  const choices = shallowRef<readonly PopulationChoice[]>([])
  watch(
    () => chosen.value[0]?.id,
    async runId => {
      const found = runId && (await messages.attempt(() => client.evaluation.populations({ runId })))
      choices.value = (found || []).map(({ population, name, count }) => ({
        ...{ population, name, count },
        key: populationKey(population)
      }))
    },
    { immediate: true }
  )
  const choice = computed(() => choices.value.find(({ key }) => key === address.value.on) ?? choices.value[0] ?? null)
  // Compared as text: a new list of the same runs is no new question.
  const question = computed(() =>
    choice.value ? `${chosen.value.map(({ id }) => id).join()} ${choice.value.key}` : ''
  )
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

  const { comparison, failure, working, version } = useComparison(target)
  return { address, set, candidates, chosen, choices, choice, target, comparison, failure, working, version }
}

/** The comparison of a target; `version` rises with every answer. */
function useComparison(target: Ref<CompareTarget | null>) {
  const comparison = shallowRef<Comparison | null>(null)
  const failure = ref<Failure | null>(null)
  const working = ref(false)
  const version = ref(0)
  const refresh = createRefresher(async () => {
    const wanted = target.value
    if (!wanted) {
      comparison.value = null
      return
    }
    working.value = true
    try {
      const next = await client.comparison.compare({ runIds: [...wanted.runIds], population: wanted.population })
      if (wanted !== target.value) return
      comparison.value = next
      failure.value = null
      version.value++
    } catch (error) {
      failure.value = toFailure(error)
      comparison.value = null
    } finally {
      working.value = false
    }
  })
  watch(target, () => void refresh(), { immediate: true })
  onScopeDispose(onTopics(['annotations', 'classes', 'evaluations'], () => void refresh()))
  return { comparison, failure, working, version }
}
