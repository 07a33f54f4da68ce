import type { NeighbourGraph } from './neighbour-graph.ts'
import { VOTERS } from './suspects.ts'

/** Rows that are like nothing else, and where the line is drawn. */
export interface Outliers {
  /** The farthest first; `distance` is the mean cosine distance to the nearest items of other images. */
  readonly rows: readonly { readonly row: number; readonly distance: number }[]
  /** Median of that distance over all items, and the fence beyond which one stands out; null without items. */
  readonly median: number | null
  readonly fence: number | null
}

/** Items that are like nothing else: beyond Tukey's fence, the upper quartile and one and a half times the quartiles' distance. */
export function findOutliers({ ids, similarities, width }: NeighbourGraph, images: Int32Array): Outliers {
  const distances = Array.from(images, (image, row) => {
    let sum = 0
    let known = 0
    for (let at = row * width; at < (row + 1) * width && known < VOTERS; at++) {
      const other = ids[at] ?? -1
      if (other < 0) break
      if (images[other] === image) continue
      sum += Math.max(0, 1 - (similarities[at] ?? 0))
      known++
    }
    return { row, distance: known === 0 ? null : sum / known }
  }).flatMap(({ row, distance }) => (distance === null ? [] : [{ row, distance }]))
  distances.sort((a, b) => b.distance - a.distance)
  const quantile = (share: number): number | null =>
    distances[Math.floor((distances.length - 1) * (1 - share))]?.distance ?? null
  const [lower, median, upper] = [quantile(0.25), quantile(0.5), quantile(0.75)]
  const fence = lower === null || upper === null ? null : upper + 1.5 * (upper - lower)
  return { rows: distances.filter(({ distance }) => fence !== null && distance > fence), median, fence }
}
