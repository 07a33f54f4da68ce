import { effectScope, shallowRef } from 'vue'
import { expect, test } from 'vitest'
import { useGalleryCursor } from './gallery-cursor'

const list = (...indices: number[]) => indices.map(index => ({ index }))

function start(indices: readonly { readonly index: number }[], at: number | null) {
  const items = shallowRef(indices)
  const cursor = effectScope().run(() => useGalleryCursor(items, at))
  if (!cursor) throw new Error('the scope has ended')
  return { items, cursor }
}

test('what an edit takes away makes room for the next one, and the last for the one before it', () => {
  const { items, cursor } = start(list(10, 20, 30), null)
  cursor.move(1)
  items.value = list(10, 30)
  expect(cursor.active.value?.index).toBe(30)
  items.value = list(10)
  expect(cursor.active.value?.index).toBe(10)
  items.value = []
  expect(cursor.active.value).toBeNull()
})

test('an item keeps the cursor while others go or come', () => {
  const { items, cursor } = start(list(10, 20, 30), null)
  cursor.move(2)
  items.value = list(20, 30, 40)
  expect(cursor.active.value?.index).toBe(30)
})

test('the place to begin at waits for the items and never lies behind their end', () => {
  const { items, cursor } = start([], 2)
  expect(cursor.active.value).toBeNull()
  items.value = list(10, 20, 30)
  expect(cursor.active.value?.index).toBe(30)
  const fewer = start([], 5)
  fewer.items.value = list(10, 20)
  expect(fewer.cursor.active.value?.index).toBe(20)
  fewer.cursor.move(-1)
  expect(fewer.cursor.active.value?.index).toBe(10)
})
