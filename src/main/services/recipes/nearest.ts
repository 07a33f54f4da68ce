export interface Neighbour {
  readonly row: number
  /** Root mean square difference, in grey levels. */
  readonly distance: number
}

/** Pictures compared between two breaths: others get the thread in between. */
const stride = 2048

/** The `count` rows of uint8 `[rows, size]` nearest to a picture by exact Euclidean distance, the nearest first. */
export async function findNearest(rows: Uint8Array, picture: Uint8Array, count: number): Promise<readonly Neighbour[]> {
  const size = picture.length
  const total = Math.floor(rows.length / size)
  const best: { row: number; sum: number }[] = []
  let worst = Infinity
  for (let row = 0; row < total; row++) {
    if (row % stride === stride - 1) await new Promise(resolve => setImmediate(resolve))
    const sum = distance(rows, row * size, picture, worst)
    if (sum >= worst) continue
    const at = best.findIndex(other => other.sum > sum)
    best.splice(at < 0 ? best.length : at, 0, { row, sum })
    if (best.length > count) best.pop()
    if (best.length === count) worst = best.at(-1)?.sum ?? Infinity
  }
  return best.map(({ row, sum }) => ({ row, distance: Math.sqrt(sum / size) }))
}

/** Sum of squares, or any number from `limit` on where it is no less. */
function distance(rows: Uint8Array, start: number, picture: Uint8Array, limit: number): number {
  let sum = 0
  for (let at = 0; at < picture.length;) {
    const end = Math.min(picture.length, at + 128)
    for (; at < end; at++) {
      // Both indexes are within their arrays.
      const difference = rows[start + at]! - picture[at]!
      sum += difference * difference
    }
    if (sum >= limit) return sum
  }
  return sum
}
