import { effectScope, nextTick, shallowRef } from 'vue'
import { expect, test } from 'vitest'
import { emitEvent } from '@/api/listeners'
import type { BackendEvent } from '@shared/contract/events'
import { useAnswer } from './use-answer'

const labelled = { type: 'changed', revision: 1, topics: ['annotations'] } satisfies BackendEvent

/** Asks that are answered by hand. */
function start(first: string | null) {
  const asked: { readonly question: string; resolve(answer: string): void; reject(error: Error): void }[] = []
  const question = shallowRef(first)
  const scope = effectScope()
  const state = scope.run(() =>
    useAnswer(
      question,
      ['annotations'],
      wanted => new Promise<string>((resolve, reject) => asked.push({ question: wanted, resolve, reject }))
    )
  )
  if (!state) throw new Error('the scope has ended')
  /** All that follows from an answer has happened after the next turn of the event loop. */
  const settle = () => new Promise<void>(resolve => setTimeout(resolve))
  return { asked, question, scope, state, settle }
}

test('an answer to an earlier question is dropped', async () => {
  const { asked, question, state, settle } = start('a')
  question.value = 'b'
  await nextTick()
  asked[0]?.resolve('of a')
  await settle()
  expect(state.answer.value).toBeNull()
  expect(asked.map(one => one.question)).toEqual(['a', 'b'])
  asked[1]?.resolve('of b')
  await settle()
  expect(state.answer.value).toBe('of b')
  expect(state.version.value).toBe(1)
  expect(state.working.value).toBe(false)
})

test('a failure takes the answer away, the next answer the failure', async () => {
  const { asked, state, settle } = start('a')
  asked[0]?.resolve('first')
  await settle()
  emitEvent(labelled)
  asked[1]?.reject(new Error('no'))
  await settle()
  expect(state.answer.value).toBeNull()
  expect(state.failure.value?.message).toBe('no')
  emitEvent(labelled)
  asked[2]?.resolve('again')
  await settle()
  expect(state.answer.value).toBe('again')
  expect(state.failure.value).toBeNull()
})

test('a failure of an earlier question is not shown on the next one, and a failed question can be put once more', async () => {
  const { asked, question, state, settle } = start('a')
  question.value = 'b'
  await nextTick()
  asked[0]?.reject(new Error('no a'))
  await settle()
  expect(state.failure.value).toBeNull()
  asked[1]?.reject(new Error('no b'))
  await settle()
  expect(state.failure.value?.message).toBe('no b')
  state.retry()
  asked[2]?.resolve('of b')
  await settle()
  expect(state.answer.value).toBe('of b')
})

test('a failure goes with its question', async () => {
  const { asked, question, state, settle } = start('a')
  asked[0]?.reject(new Error('no a'))
  await settle()
  question.value = null
  await settle()
  expect(state.failure.value).toBeNull()
})

test('without a question nothing is asked, and after its end neither', async () => {
  const { asked, question, scope, state, settle } = start('a')
  asked[0]?.resolve('of a')
  await settle()
  question.value = null
  await settle()
  expect(state.answer.value).toBeNull()
  scope.stop()
  emitEvent(labelled)
  expect(asked).toHaveLength(1)
})
