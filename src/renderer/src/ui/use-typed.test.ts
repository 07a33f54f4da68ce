import { effectScope, nextTick, ref } from 'vue'
import { expect, test } from 'vitest'
import { useTyped } from './use-typed'

test('a field follows what another window writes, and what is typed in it stays', async () => {
  const stored = ref('first')
  const typed = effectScope().run(() => useTyped(() => stored.value))
  stored.value = 'of another window'
  await nextTick()
  expect(typed?.value).toBe('of another window')
  if (typed) typed.value = 'of mine'
  stored.value = 'of another window again'
  await nextTick()
  expect(typed?.value).toBe('of mine')
})
