import { createPinia, setActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import type { HistoryState } from '@shared/contract/history'
import type { Project } from '@shared/contract/projects'
import { useHistory } from './history'
import { useMessages } from './messages'
import { useProject } from './project'

/** A backend with a stack of three steps. */
const backend = vi.hoisted(() => ({ done: [] as number[], undone: [] as number[], asked: [] as string[] }))
vi.mock('@/api/client', () => {
  const entry = (id: number | undefined) =>
    id === undefined ? null : { id, title: `step ${id}`, at: '2026-01-01T00:00:00.000Z', author: '', undone: false }
  const state = (): HistoryState => ({
    undo: entry(backend.done.at(-1)),
    redo: entry(backend.undone.at(-1)),
    entries: [],
    savedAt: null
  })
  const move = (name: string, from: number[], to: number[]) => async () => {
    backend.asked.push(name)
    const step = from.pop()
    if (step !== undefined) to.push(step)
    return state()
  }
  return {
    client: {
      history: {
        state: async () => state(),
        undo: move('undo', backend.done, backend.undone),
        redo: move('redo', backend.undone, backend.done)
      }
    }
  }
})

const project: Project = { name: 'Coats', path: '/coats', readOnly: null, revision: 1, warnings: [] }

beforeEach(() => {
  setActivePinia(createPinia())
  backend.done.splice(0, 9, 1, 2, 3)
  backend.undone.length = 0
  backend.asked.length = 0
  useProject().project = project
})

test('steps in quick succession follow one another, and none is dropped', async () => {
  const history = useHistory()
  await history.refresh()
  await Promise.all([history.undo(), history.undo(), history.redo(), history.undo()])
  expect(backend.asked).toEqual(['undo', 'undo', 'redo', 'undo'])
  expect([backend.done, backend.undone]).toEqual([[1], [3, 2]])
  expect(useMessages().announcement).toContain('step 2')
})

test('what is still on its way is waited for: undo takes back the newest edit, not the one before', async () => {
  const history = useHistory()
  await history.refresh()
  let arrive: () => void = () => undefined
  const saved = new Promise<void>(resolve => (arrive = resolve))
  let pending = true
  const forget = history.track({ pending: () => pending, settled: () => saved })
  const undoing = history.undo()
  await nextTick()
  expect(backend.asked).toEqual([])
  backend.done.push(4)
  pending = false
  arrive()
  await undoing
  expect(backend.done).toEqual([1, 2, 3])
  forget()
})

test('at the end of the stack nothing is asked, and a project that is read only offers nothing', async () => {
  const history = useHistory()
  await history.refresh()
  await history.redo()
  expect(backend.asked).toEqual([])
  expect([history.canUndo, history.canRedo]).toEqual([true, false])
  useProject().project = { ...project, readOnly: { reason: 'locked', message: 'Open elsewhere.' } }
  expect(history.canUndo).toBe(false)
})

test('the offer to take a step back goes when another step is the newest', async () => {
  const history = useHistory()
  await history.report('Label given')
  const newest = history.state.undo?.id
  expect(newest).toBe(3)
  expect(useMessages().list.map(({ step }) => step)).toEqual([newest])
  await history.undo()
  await nextTick()
  expect(useMessages().list).toEqual([])
})
