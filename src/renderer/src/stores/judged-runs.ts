import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useCrossValidations } from './cross-validations'
import { usePredictionSets } from './prediction-sets'
import { useRuns } from './runs'

/** What can be judged: a run with weights, a finished cross-validation as one, or predictions that were made elsewhere. */
export interface JudgedRun {
  readonly id: string
  readonly number: number
  readonly name: string
  /** val_accuracy of its best epoch, or the accuracy out of fold; null where neither is known. */
  readonly accuracy: number | null
  /** `fold`: the run of one fold. `folds`: a whole cross-validation, which is judged out of fold only. */
  readonly kind: 'run' | 'fold' | 'folds' | 'external'
}

const kinds: Readonly<Record<JudgedRun['kind'], string>> = {
  run: 'Run',
  fold: 'Run',
  folds: 'CV',
  external: 'External'
}
/** `Run 12 · deep`, `CV 13 · deep, 5 folds`, `External 14 · theirs`. */
export const titleOf = ({ kind, number, name }: Pick<JudgedRun, 'kind' | 'number' | 'name'>): string =>
  `${kinds[kind]} ${number} · ${name}`

/** Newest first. */
export const useJudgedRuns = defineStore('judged-runs', () => {
  const runs = useRuns()
  const crossValidations = useCrossValidations()
  const external = usePredictionSets()
  const loaded = computed(() => runs.loaded && crossValidations.loaded && external.loaded)
  /** Why it isn't known what can be judged. */
  const failure = computed(() =>
    loaded.value ? null : (runs.failure ?? crossValidations.failure ?? external.failure ?? null)
  )
  const retry = (): void => [runs, crossValidations, external].forEach(store => void store.refresh())
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
      }),
      ...external.list.map(({ id, number, name }) => ({ id, number, name, accuracy: null, kind: 'external' as const }))
    ].sort((a, b) => b.number - a.number)
  )
  /** What is looked at when nothing is chosen: the newest whole thing, not one fold of it. */
  const newest = computed(() => list.value.find(({ kind }) => kind !== 'fold') ?? list.value[0] ?? null)
  return { list, loaded, failure, retry, newest }
})
