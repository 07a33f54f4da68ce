import { expect, test } from 'vitest'
import type { Inverse } from '../../storage/inverse'
import { openTestDatabase } from '../../testing/test-database'
import { createStepStack } from './step-stack'

const inverseOf = (id: number): Inverse => new Map([['class', new Map([[id, { kind: 'delete' as const }]])]])
const step = (title: string, gesture: string | null = null, author = 'Ada') => ({
  ...{ title, gesture, author, at: new Date(0) }
})

test('steps of one gesture are one, but not those of two people', async () => {
  const { database } = await openTestDatabase()
  const stack = createStepStack(database)
  expect(stack.push(step('Move box', 'drag 1'), inverseOf(1))).toBe(false)
  expect(stack.push(step('Move box', 'drag 1'), inverseOf(2))).toBe(true)
  expect(stack.push(step('Move box', 'drag 1', 'Grace'), inverseOf(3))).toBe(false)
  expect(stack.push(step('Move box', 'drag 2', 'Grace'), inverseOf(4))).toBe(false)
  expect(stack.state().entries.map(({ author }) => author)).toEqual(['Grace', 'Grace', 'Ada'])
  database.close()
})

test('a new step forgets what was undone', async () => {
  const { database } = await openTestDatabase()
  const stack = createStepStack(database)
  stack.push(step('first'), inverseOf(1))
  stack.push(step('second'), inverseOf(2))
  stack.putBack(stack.take('undo')?.id ?? 0, inverseOf(2), 'undo')
  expect(stack.state()).toMatchObject({ undo: { title: 'first' }, redo: { title: 'second' } })
  stack.push(step('third'), inverseOf(3))
  expect(stack.state()).toMatchObject({ undo: { title: 'third' }, redo: null })
  expect(stack.take('redo')).toBe(null)
  database.close()
})

test('a thousand steps are kept, the oldest are done for good', async () => {
  const { database } = await openTestDatabase()
  const stack = createStepStack(database)
  database.sqlite.transaction(() => {
    for (let at = 1; at <= 1003; at++) stack.push(step(`step ${at}`), inverseOf(at))
  })()
  const titles = database.sqlite.prepare<[], string>('select title from step order by id').pluck().all()
  expect([titles.length, titles[0], titles.at(-1)]).toEqual([1000, 'step 4', 'step 1003'])
  database.close()
})
