import { createPinia, setActivePinia } from 'pinia'
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

const answers = new Map<string, (found: Answer[]) => void>()
const testOf = (runId: string): Answer[] => [
  { population: { kind: 'dataset', datasetId: 1, part: 'test' }, name: `test of ${runId}`, count: 9 }
]
const scope = effectScope()
const runId = shallowRef<string | null>('a')
let state: RunPopulations

const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve))
const shown = () => [state.ready.value, ...state.choices.value.map(({ name }) => name)]

beforeEach(() => {
  setActivePinia(createPinia())
  backend.populations.mockImplementation(({ runId }) => new Promise(resolve => answers.set(runId, resolve)))
  const made = scope.run(() => useRunPopulations(() => runId.value))
  if (!made) throw new Error('the scope has ended')
  state = made
})
afterEach(() => scope.stop())

test('the choices are those of the run asked for last, and say so when they are', async () => {
  expect(shown()).toEqual([false])
  answers.get('a')?.(testOf('a'))
  await settled()
  expect(shown()).toEqual([true, 'test of a'])

  runId.value = 'b'
  expect(shown()).toEqual([false, 'test of a'])
  await nextTick()
  runId.value = 'c'
  await nextTick()
  answers.get('c')?.(testOf('c'))
  await settled()
  answers.get('b')?.(testOf('b'))
  await settled()
  expect(shown()).toEqual([true, 'test of c'])

  runId.value = null
  await settled()
  expect(shown()).toEqual([true])
})
