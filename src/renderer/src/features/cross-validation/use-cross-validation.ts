import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { client } from '@/api/client'
import { toFailure, type Failure } from '@/api/failure'
import { createRefresher } from '@/api/refresher'
import { useCrossValidations } from '@/stores/cross-validations'
import { useTopics } from '@/ui/use-topics'
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
  const judged = shallowRef<OutOfFold | null>(null)
  const failure = ref<Failure | null>(null)

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

  const refresh = createRefresher(async () => {
    const [wanted, on] = [shown.value, population.value]
    if (!wanted?.outOfFold || !on) {
      judged.value = null
      return
    }
    try {
      const evaluation = await client.evaluation.evaluate({ runId: wanted.id, population: on })
      const folds = await client.evaluation.folds({ crossValidationId: wanted.id })
      if (shown.value?.id !== wanted.id) return
      judged.value = { id: wanted.id, evaluation, folds }
      failure.value = null
    } catch (error) {
      judged.value = null
      failure.value = toFailure(error)
    }
  })
  watch([() => shown.value?.id, () => shown.value?.outOfFold !== null], () => void refresh(), { immediate: true })
  useTopics(['annotations', 'classes', 'evaluations'], () => void refresh())
  return { store, shown, number, population, judged, failure }
}
