import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createRandom } from '@shared/domain/random/random'
import { complete, emptyGraph } from '@shared/domain/similarity/neighbour-graph'
import { toUnit } from '@shared/domain/similarity/vectors'
import { createObjectStore } from '../files/objects'
import { createBackendOpener } from './backends'
import { neighbours } from './handlers/neighbours'
import { readFloats, readInts } from './object-arrays'
import { locateTensorflow } from './tensorflow/locate'
import { createTrainingControl } from './training/control'

const folder = await mkdtemp(join(tmpdir(), 'vitrine-neighbours-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const store = createObjectStore(folder)
const objects = join(folder, 'objects')
const openBackend = createBackendOpener()
const random = createRandom(3, 'features')
const columns = 40
const width = 6

async function features(rows: number) {
  const vectors = Array.from({ length: rows }, () =>
    toUnit(Float32Array.from({ length: columns }, () => random.normal()))
  )
  const matrix = new Float32Array(rows * columns)
  vectors.forEach((vector, row) => matrix.set(vector, row * columns))
  const { hash } = await store.put(new Uint8Array(matrix.buffer))
  return {
    vectors,
    x: { object: hash, dtype: 'float32' as const, shape: [rows, 1, 1, columns] as [number, 1, 1, number] }
  }
}

const engines = ['wasm', 'tensorflow'] as const

test.each(engines)('%s finds what a search row by row finds, across blocks', async engine => {
  if (engine === 'tensorflow' && locateTensorflow() === null) return
  const { vectors, x } = await features(700)
  const shares: number[] = []
  const { object } = await neighbours(
    { objects, x, width, engine },
    { openBackend, control: createTrainingControl(), progress: share => shares.push(share) }
  )
  const expected = emptyGraph(vectors.length, width)
  for (const _ of complete({ graph: expected, missing: vectors.map((_, row) => row), isNew: () => true }, vectors));
  const count = vectors.length * width
  expect([...(await readInts(store, object)).subarray(0, count)]).toEqual([...expected.ids])
  const similarities = (await readFloats(store, object)).subarray(count)
  expected.similarities.forEach((value, at) => expect(similarities[at]).toBeCloseTo(value, 5))
  expect(shares.at(-1)).toBe(1)
})

test('few rows have few neighbours, and a cancel is heard', async () => {
  const { x } = await features(3)
  const control = createTrainingControl()
  const context = { openBackend, control, progress: () => {} }
  const { object } = await neighbours({ objects, x, width, engine: 'wasm' }, context)
  const ids = (await readInts(store, object)).subarray(0, 3 * width)
  expect([...ids.subarray(0, 2)].sort()).toEqual([1, 2])
  expect([...ids.subarray(2, width)]).toEqual([-1, -1, -1, -1])
  control.tell('cancel')
  await expect(neighbours({ objects, x, width, engine: 'wasm' }, context)).rejects.toMatchObject({ code: 'CANCELLED' })
})
