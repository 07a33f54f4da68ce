import { expect, test } from 'vitest'
import type { NeighboursRequest } from '@shared/contract/engine'
import { createRandom } from '@shared/domain/random/random'
import { knownNeighbours } from '@shared/domain/similarity/neighbour-graph'
import { toUnit } from '@shared/domain/similarity/vectors'
import { createBackendOpener } from '../../engine/backends'
import { neighbours } from '../../engine/handlers/neighbours'
import { createTrainingControl } from '../../engine/training/control'
import { createObjectStore } from '../../files/objects'
import { temporaryFolder } from '../../testing/test-backend'
import type { ProjectSession } from '../session'
import { featureCount } from './backbone'
import { createComparisons } from './comparisons'

test('many items are compared by the engine; after an edit the few changed ones are enough', async () => {
  const path = await temporaryFolder()
  const objects = createObjectStore(path)
  // All that comparisons ask of a session.
  const session = { path, objects, readOnly: null } as ProjectSession
  const openBackend = createBackendOpener()
  let asked = 0
  const comparisons = createComparisons({
    async neighbours(request: NeighboursRequest) {
      asked++
      const context = { openBackend, control: createTrainingControl(), progress: () => {} }
      return await neighbours({ ...request, engine: 'wasm' }, context)
    }
  })
  const random = createRandom(5, 'items')
  const item = (id: string) => ({
    id,
    vector: toUnit(Float32Array.from({ length: featureCount }, () => random.normal()))
  })
  const items = Array.from({ length: 450 }, (_, at) => item(`${at}`))
  const options = { signal: new AbortController().signal, onProgress: () => {} }

  expect(await comparisons.current(session, 'all', items)).toBeNull()
  await comparisons.prepare(session, 'all', items, options)
  const before = await comparisons.current(session, 'all', items)
  const twin = { id: 'twin', vector: items[7]?.vector ?? new Float32Array(featureCount) }
  const edited = [...items.slice(0, 30), twin, ...items.slice(31)]
  const after = await comparisons.current(session, 'all', edited)
  expect(asked).toBe(1)
  expect(before?.ids[7 * before.width]).not.toBe(30)
  expect(after?.ids[7 * after.width]).toBe(30)
  expect(after?.similarities[7 * after.width]).toBeCloseTo(1, 5)
  for (const row of items.keys()) expect(after && knownNeighbours(after, row)).toBeGreaterThanOrEqual(15)
  // What went between the processes is not left in the project.
  const left: string[] = []
  for await (const hash of objects.list()) left.push(hash)
  expect(left).toEqual([])
})
