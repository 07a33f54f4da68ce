import type { Random } from '../random/random'
import type { SplitGroup } from './examples'

/**
 * Deals groups to parts so that part p gets about the share `shares[p]` of every class (stratified) or of all examples;
 * returns the part of each group. Largest groups first, order among equals random, each to the part whose count is
 * furthest below its share: for groups of one that is Sainte-Laguë's apportionment, right up to rounding.
 */
export function dealGroups(
  groups: readonly SplitGroup[],
  shares: readonly number[],
  options: { readonly random: Random; readonly stratified: boolean }
): Int32Array {
  const countsOf = (group: SplitGroup) => (options.stratified ? group.counts : Float64Array.of(group.members.length))
  const classes = groups[0] ? countsOf(groups[0]).length : 0
  const totals = new Float64Array(classes)
  for (const group of groups) add(totals, countsOf(group))

  const order = options.random.shuffle(Array.from(groups.keys()))
  order.sort((a, b) => (groups[b]?.members.length ?? 0) - (groups[a]?.members.length ?? 0))

  const parts = shares.map((share, index) => ({ index, share, size: 0, reached: new Float64Array(classes) }))
  const partOf = new Int32Array(groups.length)
  for (const at of order) {
    const group = groups[at]
    if (!group) continue
    const counts = countsOf(group)
    let best = parts[0]
    let lowest = Infinity
    for (const part of parts) {
      const cost = growth(counts, part.reached, totals) / part.share
      // Equal costs are common, such as a class of 4 in 3 folds: the emptier part then keeps all parts equally large.
      const tied = Math.abs(cost - lowest) <= 1e-9 * cost
      const emptier = best !== undefined && part.size / part.share < best.size / best.share
      if (tied ? !emptier : cost > lowest) continue
      best = part
      lowest = cost
    }
    if (!best) continue
    partOf[at] = best.index
    best.size += group.members.length
    add(best.reached, counts)
  }
  return partOf
}

/** By how much a part's squared counts, each relative to its class's total, grow with a group of `counts`. */
function growth(counts: Float64Array, reached: Float64Array, totals: Float64Array): number {
  let sum = 0
  for (let label = 0; label < counts.length; label++) {
    const count = counts[label] ?? 0
    if (count > 0) sum += (count * (2 * (reached[label] ?? 0) + count)) / (totals[label] ?? 1)
  }
  return sum
}

function add(sum: Float64Array, counts: Float64Array): void {
  counts.forEach((count, label) => (sum[label]! += count))
}
