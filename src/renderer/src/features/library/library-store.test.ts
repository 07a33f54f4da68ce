import { createPinia, setActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { useProject } from '@/stores/project'
import type { ImageQueryResult } from '@shared/contract/images'
import type { Project } from '@shared/contract/projects'
import { useLibrary } from './library-store'
import { readQuery } from './query-address'

interface Asked {
  resolve(answer: ImageQueryResult): void
  reject(error: Error): void
}
const backend = vi.hoisted(() => ({ query: vi.fn<() => Promise<ImageQueryResult>>() }))
vi.mock('@/api/client', () => ({ client: { images: backend } }))

let asked: Asked[] = []
const project = (path: string): Project => ({ name: path, path, readOnly: null, revision: 1, warnings: [] })
const answer = (...ids: number[]): ImageQueryResult => ({
  revision: 1,
  ids,
  classIds: ids.map(() => 0),
  crops: [],
  groups: [],
  facets: { classes: [], sources: [], splits: [], status: [], labelled: [], boxes: [], size: [] },
  total: ids.length
})
const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve))

beforeEach(() => {
  setActivePinia(createPinia())
  asked = []
  backend.query.mockImplementation(() => new Promise((resolve, reject) => asked.push({ resolve, reject })))
  useProject().project = project('/coats')
})

test('what comes back to an earlier filter is dropped, a failure too', async () => {
  const library = useLibrary()
  library.ask(readQuery({ q: 'coat' }))
  library.ask(readQuery({ q: 'shoe' }))
  asked[0]?.reject(new Error('no coats'))
  await settled()
  expect(library.failure).toBeNull()
  asked[1]?.resolve(answer(7, 8))
  await settled()
  expect([library.count, library.loaded]).toEqual([2, true])
})

test('images of one project are never shown as those of another', async () => {
  const library = useLibrary()
  void library.refresh()
  useProject().project = project('/shoes')
  await nextTick()
  asked[0]?.resolve(answer(1, 2, 3))
  await settled()
  expect([library.count, library.loaded]).toEqual([0, false])
  asked[1]?.resolve(answer(4))
  await settled()
  expect(library.result.ids).toEqual([4])
})

test('a selected image that a filter hides is no longer selected', async () => {
  const library = useLibrary()
  void library.refresh()
  asked[0]?.resolve(answer(1, 2, 3))
  await settled()
  library.selection = { ids: new Set([1, 3]), anchor: 2, active: 2 }
  library.ask(readQuery({ q: 'coat' }))
  asked[1]?.resolve(answer(3))
  await settled()
  expect(library.selected).toEqual([3])
  expect(library.selection.active).toBe(0)
})
