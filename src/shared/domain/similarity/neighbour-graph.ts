import { dot, type UnitVector } from './vectors.ts'

/** The rows most like each row, the likest first: `[rows, width]`, −1 = no more of them. A row is none of its own. */
export interface NeighbourGraph {
  readonly width: number
  readonly ids: Int32Array
  /** Cosine similarities, in [−1, 1]. */
  readonly similarities: Float32Array
}

/** A graph of `rows` rows that knows no neighbours yet; `width` are kept of each. */
export function emptyGraph(rows: number, width: number): NeighbourGraph {
  return { width, ids: new Int32Array(rows * width).fill(-1), similarities: new Float32Array(rows * width) }
}

/** How many neighbours of a row are known. */
export function knownNeighbours({ ids, width }: NeighbourGraph, row: number): number {
  const end = ids.subarray(row * width, (row + 1) * width).indexOf(-1)
  return end < 0 ? width : end
}

/** Lets `other` into the list of `row` where it is like enough; a list that is not full grows at its end only on `grow`. */
export function offer(
  { ids, similarities, width }: NeighbourGraph,
  row: number,
  other: number,
  similarity: number,
  grow: boolean
): void {
  const start = row * width
  let at = start + width - 1
  // Indexes are within the row's part of both arrays.
  if (ids[at]! >= 0 && similarities[at]! >= similarity) return
  while (at > start && (ids[at - 1]! < 0 || similarities[at - 1]! < similarity)) at--
  if (ids[at]! < 0 && !grow) return
  ids.copyWithin(at + 1, at, start + width - 1)
  similarities.copyWithin(at + 1, at, start + width - 1)
  ids[at] = other
  similarities[at] = similarity
}

/** Computes the whole list of one row anew. */
function fillRow(graph: NeighbourGraph, row: number, vectors: readonly UnitVector[]): void {
  const { width, ids } = graph
  ids.fill(-1, row * width, (row + 1) * width)
  const own = vectors[row]
  if (!own) return
  vectors.forEach((vector, other) => {
    if (other !== row) offer(graph, row, other, dot(own, vector), true)
  })
}

/** What an earlier graph still says of rows that stayed. */
export interface CarriedOver {
  readonly graph: NeighbourGraph
  /** Rows that are new, and rows that have lost so many neighbours that fewer than `needed` are known. */
  readonly missing: readonly number[]
  readonly isNew: (row: number) => boolean
}

/**
 * What is known of rows that are the same as before, told by keys; neighbours that are gone leave their lists. What
 * remains of a list is still exact, only shorter.
 */
export function carryOver(
  before: NeighbourGraph,
  keysBefore: readonly string[],
  keys: readonly string[],
  needed: number
): CarriedOver {
  const { width } = before
  const graph = emptyGraph(keys.length, width)
  const rowOf = new Map(keys.map((key, row) => [key, row]))
  const rowBefore = new Map(keysBefore.map((key, row) => [key, row]))
  const moved = keysBefore.map(key => rowOf.get(key) ?? -1)
  const missing: number[] = []
  const least = Math.min(needed, keys.length - 1)
  keys.forEach((key, row) => {
    const old = rowBefore.get(key)
    let known = 0
    for (let at = 0; old !== undefined && at < width; at++) {
      const other = moved[before.ids[old * width + at] ?? -1] ?? -1
      if (other < 0) continue
      graph.ids[row * width + known] = other
      graph.similarities[row * width + known] = before.similarities[old * width + at] ?? 0
      known++
    }
    if (known < least || old === undefined) missing.push(row)
  })
  return { graph, missing, isNew: row => !rowBefore.has(keys[row] ?? '') }
}

/** Completes what was carried over, row by row: after each, others may have the thread. */
export function* complete({ graph, missing, isNew }: CarriedOver, vectors: readonly UnitVector[]): Generator<void> {
  const { width } = graph
  const whole = new Set(missing)
  for (const row of missing) {
    fillRow(graph, row, vectors)
    const own = vectors[row]
    if (own && isNew(row)) {
      for (let other = 0; other < vectors.length; other++) {
        const vector = vectors[other]
        // In a list that has grown shorter, what is less like than its last one may have been left out before.
        if (vector && !whole.has(other)) offer(graph, other, row, dot(own, vector), vectors.length <= width)
      }
    }
    yield
  }
}
