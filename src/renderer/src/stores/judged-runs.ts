import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useCrossValidations } from './cross-validations'
import { useRuns } from './runs'

/** What can be judged: a run with weights, or a finished cross-validation, whose models stand together for one. */
export interface JudgedRun {
  readonly id: string
  readonly number: number
  readonly name: string
  /** val_accuracy of its best epoch, or the accuracy out of fold. */
  readonly accuracy: number | null
  /** `fold`: the run of one fold. `folds`: a whole cross-validation, which is judged out of fold only. */
  readonly kind: 'run' | 'fold' | 'folds'
}

/** Newest first. */
export const useJudgedRuns = defineStore('judged-runs', () => {
  const runs = useRuns()
  const crossValidations = useCrossValidations()
  const loaded = computed(() => runs.loaded && crossValidations.loaded)
  const list = computed<readonly JudgedRun[]>(() =>
    [
      ...runs.list.flatMap(({ id, number, name, best, fold }) =>
        best === null
          ? []
          : [{ id, number, name, accuracy: best.val_accuracy, kind: fold ? ('fold' as const) : ('run' as const) }]
      ),
      ...crossValidations.list.flatMap(({ id, number, name, folds, outOfFold }) => {
        const whole = { id, number, name: `${name}, ${folds.length} folds`, kind: 'folds' as const }
        return outOfFold ? [{ ...whole, accuracy: outOfFold.accuracy }] : []
      })
    ].sort((a, b) => b.number - a.number)
  )
  /** What is looked at when nothing is chosen: the newest whole thing, not one fold of it. */
  const newest = computed(() => list.value.find(({ kind }) => kind !== 'fold') ?? list.value[0] ?? null)
  return { list, loaded, newest }
})
