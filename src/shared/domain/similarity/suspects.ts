import type { NeighbourGraph } from './neighbour-graph.ts'

/** What the labels of an item's neighbours say of its own. */
export interface Suspect {
  readonly row: number
  /** Class index that the item has, and the one that its neighbours have. */
  readonly given: number
  readonly proposed: number
  /** Shares of the neighbours' votes for these two, in [0, 1]. */
  readonly givenShare: number
  readonly proposedShare: number
}

/** Most neighbours that vote: chosen by planting wrong labels (`bench/suspects.ts`); from 10 to 20 little changes. */
export const VOTERS = 15
/** A neighbour's vote weighs its similarity to this power. */
const CLOSENESS = 4

/** Neighbours that vote among so many labelled items: were it most of them, all would hear the same. */
export const votersAmong = (labelled: number): number => Math.min(VOTERS, Math.max(3, Math.floor(labelled / 3)))

/** Row × class shares of the votes; rows of items without neighbours that may vote stay 0. */
function votes(
  graph: NeighbourGraph,
  labels: Int32Array,
  images: Int32Array,
  classes: number,
  most: number
): Float32Array {
  const { ids, similarities, width } = graph
  const shares = new Float32Array(labels.length * classes)
  for (let row = 0; row < labels.length; row++) {
    let voters = 0
    let sum = 0
    for (let at = row * width; at < (row + 1) * width && voters < most; at++) {
      const other = ids[at] ?? -1
      if (other < 0) break
      const label = labels[other] ?? -1
      // Another box of the same picture is no second opinion.
      if (label < 0 || images[other] === images[row]) continue
      const weight = Math.max(0, similarities[at] ?? 0) ** CLOSENESS
      shares[row * classes + label] = (shares[row * classes + label] ?? 0) + weight
      sum += weight
      voters++
    }
    if (sum > 0) for (let at = row * classes; at < (row + 1) * classes; at++) shares[at] = (shares[at] ?? 0) / sum
  }
  return shares
}

/**
 * Items whose label their nearest neighbours contradict, the most contradicted first. As in confident learning (Northcutt,
 * Jiang and Chuang 2021, arXiv:1911.00068) an item is suspect when the share of another class is the largest and reaches
 * the mean share that this class has among the items that carry it: what is vague by nature raises no alarm.
 * `labels` are class indexes, −1 = none: such items neither vote nor are judged.
 */
export function findSuspects(
  graph: NeighbourGraph,
  labels: Int32Array,
  images: Int32Array,
  classes: number,
  voters = votersAmong(labels.reduce((sum, label) => sum + Number(label >= 0), 0))
): readonly Suspect[] {
  const shares = votes(graph, labels, images, classes, voters)
  const share = (row: number, label: number): number => shares[row * classes + label] ?? 0
  const usual = usualShares(labels, share, classes)
  const suspects: Suspect[] = []
  labels.forEach((given, row) => {
    if (given < 0) return
    let proposed = given
    for (let label = 0; label < classes; label++) if (share(row, label) > share(row, proposed)) proposed = label
    if (proposed === given || share(row, proposed) < (usual[proposed] ?? Infinity)) return
    suspects.push({ row, given, proposed, givenShare: share(row, given), proposedShare: share(row, proposed) })
  })
  return suspects.sort((a, b) => margin(a) - margin(b) || a.row - b.row)
}

const margin = ({ givenShare, proposedShare }: Suspect): number => givenShare - proposedShare

function usualShares(labels: Int32Array, share: (row: number, label: number) => number, classes: number): number[] {
  const sums = new Array<number>(classes).fill(0)
  const counts = new Array<number>(classes).fill(0)
  labels.forEach((label, row) => {
    if (label < 0) return
    sums[label] = (sums[label] ?? 0) + share(row, label)
    counts[label] = (counts[label] ?? 0) + 1
  })
  return sums.map((sum, label) => sum / (counts[label] || 1))
}
