import { effectScope, nextTick, shallowRef } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Population } from '@shared/contract/evaluation'
import { useRunPopulations, type RunPopulations } from './run-populations'

interface Answer {
  readonly population: Population
  readonly name: string
  readonly count: number
}
const backend = vi.hoisted(() => ({ populations: vi.fn<(input: { runId: string }) => Promise<Answer[]>>() }))
vi.mock('@/api/client', () => ({ client: { evaluation: backend } }))

const asked = new Map<string, { resolve(found: Answer[]): void; reject(error: Error): void }>()
const testOf = (runId: string): Answer[] => [
  { population: { kind: 'dataset', datasetId: 1, part: 'test' }, name: `test of ${runId}`, count: 9 }
]
const runId = shallowRef<string | null>('a')
let scope = effectScope()
let state: RunPopulations

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve))
const shown = () => [state.ready.value, ...state.choices.value.map(({ name }) => name)]

beforeEach(() => {
  backend.populations.mockImplementation(
    ({ runId }) => new Promise((resolve, reject) => asked.set(runId, { resolve, reject }))
  )
  runId.value = 'a'
  scope = effectScope()
  const made = scope.run(() => useRunPopulations(() => runId.value))
  if (!made) throw new Error('the scope has ended')
  state = made
})
afterEach(() => scope.stop())

test('the choices are those of the run asked for last, and say so when they are', async () => {
  expect(shown()).toEqual([false])
  asked.get('a')?.resolve(testOf('a'))
  await settled()
  expect(shown()).toEqual([true, 'test of a'])

  runId.value = 'b'
  expect(shown()).toEqual([false, 'test of a'])
  await nextTick()
  runId.value = 'c'
  await nextTick()
  asked.get('b')?.resolve(testOf('b'))
  await settled()
  expect(shown()).toEqual([false, 'test of a'])
  asked.get('c')?.resolve(testOf('c'))
  await settled()
  expect(shown()).toEqual([true, 'test of c'])

  runId.value = null
  await settled()
  expect(shown()).toEqual([true])
})

test('where they can’t be told it says why, and asks again', async () => {
  asked.get('a')?.reject(new Error('no answer'))
  await settled()
  expect(shown()).toEqual([false])
  expect(state.failure.value?.message).toBe('no answer')
  state.retry()
  asked.get('a')?.resolve(testOf('a'))
  await settled()
  expect([state.failure.value, ...shown()]).toEqual([null, true, 'test of a'])
})
