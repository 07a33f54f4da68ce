import type { NeighbourGraph } from './neighbour-graph.ts'

/** Rows whose pictures are nearly the same; distances are 1 − cosine. */
export interface DuplicateGroup {
  readonly rows: readonly number[]
  /** Smallest cosine distance between two of them. */
  readonly distance: number
}

/**
 * Groups of items that lie no farther apart than `distance` (1 − cosine similarity), from item to item; boxes of one
 * image are no duplicates of one another. The closest group first.
 */
export function findDuplicates(
  { ids, similarities, width }: NeighbourGraph,
  images: Int32Array,
  distance: number
): readonly DuplicateGroup[] {
  const parent = Int32Array.from(images, (_, row) => row)
  const rootOf = (row: number): number => {
    let root = row
    while (parent[root] !== root) root = parent[root] = parent[parent[root] ?? root] ?? root
    return root
  }
  const pairs: [row: number, distance: number][] = []
  ids.forEach((other, at) => {
    const row = Math.floor(at / width)
    const apart = Math.max(0, 1 - (similarities[at] ?? 0))
    if (other < 0 || apart > distance || images[row] === images[other]) return
    pairs.push([row, apart])
    parent[rootOf(row)] = rootOf(other)
  })
  const groups = new Map<number, { rows: Set<number>; distance: number }>()
  for (const [row, apart] of pairs) {
    const root = rootOf(row)
    const group = groups.get(root) ?? { rows: new Set(), distance: Infinity }
    groups.set(root, group)
    group.rows.add(row)
    group.distance = Math.min(group.distance, apart)
  }
  // The other side of a pair may have lists too full to name it in turn.
  ids.forEach((other, at) => {
    if (other >= 0 && 1 - (similarities[at] ?? 0) <= distance) groups.get(rootOf(other))?.rows.add(other)
  })
  return [...groups.values()]
    .map(({ rows, distance: closest }) => ({ rows: [...rows].sort((a, b) => a - b), distance: closest }))
    .filter(({ rows }) => rows.length > 1)
    .sort((a, b) => a.distance - b.distance || (a.rows[0] ?? 0) - (b.rows[0] ?? 0))
}
