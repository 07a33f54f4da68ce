import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { onTopics } from '@/api/listeners'
import { createRefresher } from '@/api/refresher'
import type { Evaluation, Population } from '@shared/contract/evaluation'

export interface EvaluationTarget {
  readonly runId: string
  readonly population: Population
  /** Of another recipe than the run was trained with, for a trial; null = its own. */
  readonly recipe: string | null
}

/** Two evaluations of the same run on the same population, before and after an edit. */
export interface MetricChange {
  readonly before: Evaluation
  readonly after: Evaluation
}

export interface EvaluationView {
  readonly evaluation: ShallowRef<Evaluation | null>
  readonly failure: Ref<Failure | null>
  readonly working: Ref<boolean>
  readonly change: ShallowRef<MetricChange | null>
}

/** The evaluation of a target, recomputed whenever a label changes, in this window or another. */
export function useEvaluation(target: Ref<EvaluationTarget | null>): EvaluationView {
  const evaluation = shallowRef<Evaluation | null>(null)
  const failure = ref<Failure | null>(null)
  const working = ref(false)
  const change = shallowRef<MetricChange | null>(null)

  const refresh = createRefresher(async () => {
    const wanted = target.value
    if (!wanted) {
      evaluation.value = null
      return
    }
    working.value = true
    try {
      const next = await client.evaluation.evaluate(toInput(wanted))
      if (wanted !== target.value) return
      const before = evaluation.value
      if (before && isSameTarget(before, next) && before.accuracy !== next.accuracy)
        change.value = { before, after: next }
      evaluation.value = next
      failure.value = null
    } catch (error) {
      failure.value = toFailure(error)
      evaluation.value = null
    } finally {
      working.value = false
    }
  })
  watch(
    target,
    () => {
      change.value = null
      void refresh()
    },
    { immediate: true }
  )
  onScopeDispose(onTopics(['annotations', 'classes', 'evaluations'], () => void refresh()))
  return { evaluation, failure, working, change }
}

const isSameTarget = (a: Evaluation, b: Evaluation): boolean =>
  a.runId === b.runId && a.recipe === b.recipe && JSON.stringify(a.population) === JSON.stringify(b.population)

/** What leads to figures again: a trial's recipe is named, the run's own is not. */
export const toInput = ({ runId, population, recipe }: EvaluationTarget) => ({
  ...{ runId, population },
  ...(recipe !== null && { recipe })
})

export type ShownFigures = Pick<Evaluation, 'runId' | 'population' | 'recipe' | 'foreignRecipe'>

/** The target that shown figures answer. */
export const targetOf = ({ runId, population, recipe, foreignRecipe }: ShownFigures): EvaluationTarget => ({
  ...{ runId, population },
  recipe: foreignRecipe ? recipe : null
})
