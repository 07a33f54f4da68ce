import { expect, test } from 'vitest'
import { createRefresher } from './refresher'

test('asks that come while one is under way lead to exactly one more', async () => {
  const answers: (() => void)[] = []
  const refresh = createRefresher(() => new Promise<void>(resolve => answers.push(resolve)))
  const all = Promise.all([refresh(), refresh(), refresh()])
  expect(answers).toHaveLength(1)
  answers[0]?.()
  await Promise.resolve()
  expect(answers).toHaveLength(2)
  answers[1]?.()
  await all
  expect(answers).toHaveLength(2)
})

test('a failed load does not block the next one', async () => {
  let count = 0
  const refresh = createRefresher(async () => {
    if (count++ === 0) throw new Error('first')
  })
  await expect(refresh()).rejects.toThrow('first')
  await refresh()
  expect(count).toBe(2)
})
