import { ref } from 'vue'
import { expect, test, vi } from 'vitest'
import type { Failure } from '@/api/failure'
import { firstFailure } from './first-failure'

const question = () => ({ failure: ref<Failure | null>(null), retry: vi.fn() })
const failure = (message: string): Failure => ({ code: 'INTERNAL', message })

test('the first that failed is told and asked again, since those after it wait for its answer', () => {
  const [before, after] = [question(), question()]
  const state = firstFailure(before, after)
  state.retry()
  expect(state.failure.value).toBeNull()
  after.failure.value = failure('no figures')
  expect(state.failure.value?.message).toBe('no figures')
  before.failure.value = failure('no populations')
  expect(state.failure.value?.message).toBe('no populations')
  state.retry()
  expect([before.retry, after.retry].map(({ mock }) => mock.calls.length)).toEqual([1, 0])
})
