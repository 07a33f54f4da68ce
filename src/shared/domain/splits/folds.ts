import { createRandom } from '../random/random'
import { dealGroups } from './deal'
import { groupExamples, SplitError, type SplitExamples, type SplitOptions } from './examples'
import { noteMissing, noteUnlabelled } from './split'

/** One fold of a cross-validation as ascending indices: the model learns on `train` and is judged on `val`. */
export interface Fold {
  readonly train: Int32Array
  readonly val: Int32Array
}

/** Folds whose `val` parts hold every labelled example exactly once. */
export interface Folds {
  readonly folds: readonly Fold[]
  readonly notes: readonly string[]
}

/** Shuffled k-fold cross-validation, stratified and grouped as asked. Throws a SplitError when a fold would be empty. */
export function foldExamples(examples: SplitExamples, options: SplitOptions & { readonly folds: number }): Folds {
  const count = options.folds
  if (!Number.isInteger(count) || count < 2) throw new SplitError(`Choose 2 folds or more, not ${count}.`)
  const { groups, unlabelled } = groupExamples(examples)
  if (groups.length < count) {
    const unit = examples.groups ? 'labelled images' : 'labelled examples'
    throw new SplitError(
      `${count} folds need ${count} ${unit} or more; there are ${groups.length}. Choose fewer folds.`
    )
  }
  const random = createRandom(options.seed, 'folds')
  const shares = Array.from({ length: count }, () => 1 / count)
  const foldOf = dealGroups(groups, shares, { random, stratified: options.stratified })
  const folds = shares.map((_, fold) => {
    const take = (wanted: boolean) =>
      Int32Array.from(groups.filter((_, at) => (foldOf[at] === fold) === wanted).flatMap(group => group.members)).sort()
    return { train: take(false), val: take(true) }
  })
  const named = folds.map((fold, at) => ({ name: `fold ${at + 1}`, members: fold.val }))
  return { folds, notes: [...noteUnlabelled(unlabelled), ...noteMissing(examples, named)] }
}
