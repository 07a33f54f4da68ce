import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { client } from '@/api/client'
import type { Failure } from '@/api/failure'
import { useAnswer } from '@/ui/use-answer'
import type { Evaluation, Population } from '@shared/contract/evaluation'
import { populationKey } from '@shared/domain/populations/population-key'

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
  retry(): unknown
}

/** The evaluation of a target, recomputed whenever a label changes, in this window or another. */
export function useEvaluation(target: Ref<EvaluationTarget | null>): EvaluationView {
  const change = shallowRef<MetricChange | null>(null)
  watch(target, () => (change.value = null))
  const {
    answer: evaluation,
    failure,
    working,
    retry
  } = useAnswer(target, ['annotations', 'classes', 'evaluations'], wanted =>
    client.evaluation.evaluate(toInput(wanted))
  )
  // In step with the answer: a flush later the target may be another one, whose figures have not changed.
  watch(
    evaluation,
    (after, before) => {
      if (before && after && isSameTarget(before, after) && before.accuracy !== after.accuracy)
        change.value = { before, after }
    },
    { flush: 'sync' }
  )
  return { evaluation, failure, working, change, retry }
}

/** Whether figures are those of the target; after another run is chosen they stand until its own are here. */
export const isAnswerTo = (figures: ShownFigures, target: EvaluationTarget): boolean =>
  figures.runId === target.runId &&
  targetOf(figures).recipe === target.recipe &&
  populationKey(figures.population) === populationKey(target.population)

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
