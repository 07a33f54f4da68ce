export interface Checked {
  readonly wasRight: boolean
  readonly changed: boolean
}

export interface RecheckSummary {
  readonly right: { readonly changed: number; readonly total: number }
  readonly wrong: { readonly changed: number; readonly total: number }
  readonly verdict: 'none' | 'even' | 'more'
}

/** How many labels changed among the images that the model got right, and among the others. */
export function summariseRecheck(checked: readonly Checked[]): RecheckSummary {
  const of = (wasRight: boolean) => {
    const ones = checked.filter(one => one.wasRight === wasRight)
    return { changed: ones.filter(({ changed }) => changed).length, total: ones.length }
  }
  const [right, wrong] = [of(true), of(false)]
  if (right.changed + wrong.changed === 0) return { right, wrong, verdict: 'none' }
  const rate = ({ changed, total }: { changed: number; total: number }): number => (total ? changed / total : 0)
  return { right, wrong, verdict: rate(wrong) > rate(right) ? 'more' : 'even' }
}
