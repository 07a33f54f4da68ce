import { expect, test } from 'vitest'
import type { Run } from '@shared/contract/runs'
import { putRun, withNews } from './run-news'

// Only what the merge looks at.
const run = (id: string, epochs: number, state: Run['state'] = 'running') =>
  ({ id, state, epochs: Array.from({ length: epochs }) }) as Run

test('an epoch changes its run in the list and no other', () => {
  const [a, b] = [run('a', 3, 'finished'), run('b', 1)]
  const next = run('b', 2)
  expect(putRun([a, b], next)).toEqual([a, next])
  expect(putRun([a], next)).toEqual([a])
})

test('a list that is older than what was told meanwhile takes no epoch back, and its ends are kept', () => {
  const told = new Map([['a', run('a', 5)]])
  expect(withNews([run('a', 4)], told)[0]?.epochs).toHaveLength(5)
  expect(withNews([run('a', 6)], told)[0]?.epochs).toHaveLength(6)
  expect(withNews([run('a', 4, 'failed')], told)[0]?.state).toBe('failed')
})
