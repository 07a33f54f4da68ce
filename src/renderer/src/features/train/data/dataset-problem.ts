import type { Dataset } from '@shared/contract/datasets'

/** Why nothing can be learnt from the dataset's training part, with what to do; null where it can. */
export function datasetProblem({
  name,
  classes,
  balance
}: Pick<Dataset, 'name' | 'classes' | 'balance'>): string | null {
  const seen = classes.filter((_, at) => (balance[at]?.train ?? 0) > 0)
  const [only] = seen
  if (!only) return `“${name}” has no training images. Freeze a dataset with smaller validation and test shares.`
  return seen.length > 1
    ? null
    : `All training images of “${name}” are “${only.name}”. Label images of another class, then freeze a new revision.`
}
