import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { useCrossValidations } from '@/stores/cross-validations'
import { useAnswer } from '@/ui/use-answer'
import type { Evaluation, FoldEvaluation, Population } from '@shared/contract/evaluation'

/** The out-of-fold figures of a cross-validation on the labels as they are now. */
export interface OutOfFold {
  readonly id: string
  readonly evaluation: Evaluation
  readonly folds: FoldEvaluation
}

/** The cross-validation of the address by number, else the newest, with its figures once all folds are scored. */
export function useCrossValidation() {
  const route = useRoute()
  const router = useRouter()
  const store = useCrossValidations()

  const shown = computed(
    () => store.list.find(({ number }) => String(number) === route.query.cv) ?? store.list[0] ?? null
  )
  const number = computed({
    get: () => shown.value?.number ?? null,
    set: cv => void router.replace({ query: { cv: cv === null ? undefined : String(cv) } })
  })
  const population = computed<Population | null>(() =>
    shown.value ? { kind: 'dataset', datasetId: shown.value.settings.datasetId, part: 'out-of-fold' } : null
  )

  const question = computed(() => (shown.value?.outOfFold ? shown.value.id : null))
  const { answer, failure, retry } = useAnswer(
    question,
    ['annotations', 'classes', 'evaluations'],
    async (id): Promise<OutOfFold | null> => {
      const on = population.value
      if (!on) return null
      const evaluation = await client.evaluation.evaluate({ runId: id, population: on })
      return { id, evaluation, folds: await client.evaluation.folds({ crossValidationId: id }) }
    }
  )
  // Figures of the one that was shown before must not stand under the name of this one.
  const judged = computed(() => (answer.value?.id === shown.value?.id ? answer.value : null))
  return { store, shown, number, judged, failure, retry }
}
