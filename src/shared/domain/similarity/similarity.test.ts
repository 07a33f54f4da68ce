import { expect, test } from 'vitest'
import { createRandom } from '../random/random.ts'
import { findDuplicates } from './duplicates.ts'
import { carryOver, complete, emptyGraph, knownNeighbours, type NeighbourGraph } from './neighbour-graph.ts'
import { findOutliers } from './outliers.ts'
import { findSuspects } from './suspects.ts'
import { dot, toUnit, type UnitVector } from './vectors.ts'

const size = 9
const random = createRandom(11, 'vectors')
const unit = () => toUnit(Float32Array.from({ length: size }, () => random.uniform() - 0.5))
/** Near one of the axes: items of one kind. */
const near = (axis: number, spread = 0.2) =>
  toUnit(Float32Array.from({ length: size }, (_, at) => (at === axis ? 1 : 0) + spread * (random.uniform() - 0.5)))

function graphOf(vectors: readonly UnitVector[], width: number): NeighbourGraph {
  const graph = emptyGraph(vectors.length, width)
  for (const _ of complete({ graph, missing: vectors.map((_, row) => row), isNew: () => true }, vectors));
  return graph
}
const images = (count: number) => Int32Array.from({ length: count }, (_, at) => at)

test('every list is that of a full search', () => {
  const vectors = Array.from({ length: 60 }, unit)
  const graph = graphOf(vectors, 7)
  vectors.forEach((own, row) => {
    const sorted = vectors
      .map((vector, other) => ({ other, similarity: dot(own, vector) }))
      .filter(({ other }) => other !== row)
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, 7)
    expect([...graph.ids.subarray(row * 7, row * 7 + 7)]).toEqual(sorted.map(({ other }) => other))
  })
})

test('after boxes moved, came and went, what is carried over is what a new search finds, as far as it is known', () => {
  const width = 12
  const needed = 6
  let items = Array.from({ length: 80 }, (_, at) => ({ key: `a${at}`, vector: unit() }))
  let graph = graphOf(
    items.map(({ vector }) => vector),
    width
  )
  for (let round = 0; round < 12; round++) {
    const keysBefore = items.map(({ key }) => key)
    items = items.filter((_, at) => at % 11 !== round % 11)
    items.splice(round, 0, { key: `b${round}`, vector: unit() }, { key: `c${round}`, vector: unit() })
    const vectors = items.map(({ vector }) => vector)
    const keys = items.map(({ key }) => key)
    const carried = carryOver(graph, keysBefore, keys, needed)
    for (const _ of complete(carried, vectors));
    graph = carried.graph
    const whole = graphOf(vectors, width)
    for (let row = 0; row < items.length; row++) {
      const known = knownNeighbours(graph, row)
      expect(known).toBeGreaterThanOrEqual(needed)
      const part = (of: NeighbourGraph) => [...of.ids.subarray(row * width, row * width + known)]
      expect(part(graph)).toEqual(part(whole))
    }
  }
})

test('a wrong label among its like is the first suspect, with the votes that say so', () => {
  const labels = Int32Array.from({ length: 60 }, (_, at) => at % 3)
  const vectors = [...labels].map(axis => near(axis))
  labels[7] = 2
  const graph = graphOf(vectors, 20)
  const [first, ...others] = findSuspects(graph, labels, images(60), 3)
  expect(first).toMatchObject({ row: 7, given: 2, proposed: 1, givenShare: 0, proposedShare: 1 })
  expect(others).toEqual([])
})

test('of few items some vote, not all: a wrong label among eleven is found', () => {
  const labels = Int32Array.from({ length: 11 }, (_, at) => at % 2)
  const vectors = [...labels].map(axis => near(axis))
  labels[4] = 1
  const suspects = findSuspects(graphOf(vectors, 24), labels, images(11), 2)
  expect(suspects).toMatchObject([{ row: 4, given: 1, proposed: 0 }])
})

test('boxes of one picture don’t vouch for one another, and what has no label is not asked', () => {
  const labels = Int32Array.from({ length: 40 }, (_, at) => (at < 20 ? 0 : 1))
  const vectors = [...labels].map(axis => near(axis))
  // A whole picture full of boxes with the same wrong label.
  const ids = images(40)
  for (const row of [0, 1, 2]) {
    labels[row] = 1
    ids[row] = 99
  }
  labels[3] = -1
  const suspects = findSuspects(graphOf(vectors, 24), labels, ids, 2)
  expect(suspects.map(({ row }) => row).sort()).toEqual([0, 1, 2])
})

test('near-duplicates form groups by chains, the closest first; boxes of one image are none', () => {
  const base = near(0)
  const almost = toUnit(base.map((value, at) => value + (at === 1 ? 0.01 : 0)))
  const other = near(5)
  const vectors = [base, near(1), almost, toUnit(base.slice()), other, other, near(3)]
  const groups = findDuplicates(graphOf(vectors, 4), Int32Array.of(1, 2, 3, 4, 5, 5, 6), 0.001)
  expect(groups).toHaveLength(1)
  expect(groups[0]?.rows).toEqual([0, 2, 3])
  expect(groups[0]?.distance).toBeCloseTo(0, 6)
})

test('an outlier is far from everything; of nothing there is none', () => {
  const vectors = [...Array.from({ length: 40 }, () => near(0)), near(8)]
  const { rows, median, fence } = findOutliers(graphOf(vectors, 16), images(41))
  expect(rows[0]?.row).toBe(40)
  expect(rows[0]?.distance).toBeGreaterThan(fence ?? Infinity)
  expect(median ?? 0).toBeLessThan(fence ?? 0)
  expect(findOutliers(emptyGraph(0, 4), new Int32Array(0))).toEqual({ rows: [], median: null, fence: null })
})
