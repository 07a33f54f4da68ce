import { expect, test } from 'vitest'
import { createPointerFinder } from './find-pointer'

test('an object’s place in its document, with the signs that pointers escape', () => {
  const wanted = { id: 1 }
  const document = { items: [{}, { 'a/b~c': [wanted] }] }
  const find = createPointerFinder(document)
  expect(find(wanted)).toBe('/items/1/a~1b~0c/0')
  expect(find(document)).toBe('')
  expect(find({ id: 1 })).toBe('')
})
