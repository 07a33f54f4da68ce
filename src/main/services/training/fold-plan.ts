import { VitrineError } from '@shared/contract/errors'
import { SplitError } from '@shared/domain/splits/examples'
import { foldExamples } from '@shared/domain/splits/folds'
import { splitExamples } from '@shared/domain/splits/split'

export interface FoldOptions {
  readonly folds: number
  readonly seed: number
  /** Share of a fold's training part that chooses the epoch; 0 = the fold itself does. */
  readonly validation: number
}

/** Rows of a frozen dataset, ascending. */
export interface PlannedFold {
  readonly train: Int32Array
  readonly validation: Int32Array
  /** What this fold's model never sees, and is scored on. */
  readonly scored: Int32Array
}

/**
 * Deals the rows that are no test rows into folds: shuffled, stratified, an image never divided. Each fold's training
 * part gives a share that chooses the epoch. Errors: INVALID_INPUT with what to change.
 */
export function planFolds(
  labels: Int32Array,
  imageIds: readonly number[],
  classNames: readonly string[],
  { folds, seed, validation }: FoldOptions
): readonly PlannedFold[] {
  const groups = imageIds.map(String)
  try {
    const dealt = foldExamples({ labels, classNames, groups }, { folds, seed, stratified: true })
    return dealt.folds.map(({ train, val }) => {
      if (validation === 0) return { train, validation: val, scored: val }
      const inner = splitExamples(
        {
          labels: Array.from(train, row => labels[row] ?? -1),
          classNames,
          groups: Array.from(train, row => groups[row] ?? '')
        },
        { seed, stratified: true, val: validation, test: 0 }
      )
      const toRows = (indices: Int32Array) => indices.map(at => train[at] ?? 0).sort()
      return { train: toRows(inner.train), validation: toRows(inner.val), scored: val }
    })
  } catch (error) {
    if (error instanceof SplitError) throw new VitrineError(error.code, error.message)
    throw error
  }
}
