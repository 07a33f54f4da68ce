import { expect, test } from 'vitest'
import { createRunQueue } from './run-queue'

test('runs take turns, in an order that can be changed while they wait', async () => {
  const queue = createRunQueue()
  const begun: string[] = []
  const enter = (id: string) => queue.enter(id).then(() => void begun.push(id))
  const entered = ['a', 'b', 'c', 'd'].map(enter)
  await entered[0]
  expect(queue.waiting()).toEqual(['b', 'c', 'd'])
  queue.move('d', 'b')
  queue.move('b', null)
  expect(queue.waiting()).toEqual(['d', 'c', 'b'])
  // Gives up waiting: nobody's turn changes.
  queue.leave('c')
  queue.leave('a')
  await entered[3]
  expect(begun).toEqual(['a', 'd'])
  queue.leave('d')
  await entered[1]
  expect(begun).toEqual(['a', 'd', 'b'])
})

test('what runs already can not be moved, and nothing can be moved before it', () => {
  const queue = createRunQueue()
  void queue.enter('a')
  void queue.enter('b')
  expect(() => queue.move('a', null)).toThrow(/waits no more/)
  expect(() => queue.move('b', 'a')).toThrow(/waits no more/)
  expect(queue.waiting()).toEqual(['b'])
})
