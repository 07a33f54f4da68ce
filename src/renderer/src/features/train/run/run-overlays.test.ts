import { expect, test } from 'vitest'
import type { Run } from '@shared/contract/runs'
import { twinOf } from './run-overlays'

// Only what a title is made of.
const run = (number: number) => ({ number, name: 'deep' }) as Run

test('the table twin holds the runs behind, too, and says which row is whose', () => {
  const row = (value: number) => [value, null]
  expect(twinOf(['epoch', 'loss'], run(3), [1, 2], [], row)).toEqual({
    columns: ['epoch', 'loss'],
    rows: [
      [1, null],
      [2, null]
    ]
  })
  expect(twinOf(['epoch', 'loss'], run(3), [1], [[run(1), [1]]], row)).toEqual({
    columns: ['run', 'epoch', 'loss'],
    rows: [
      ['Run 3 · deep', 1, null],
      ['Run 1 · deep', 1, null]
    ]
  })
})
