import { expect, test } from 'vitest'
import { exercise } from './exercise'
import { hostileDocument } from './hostile-document'

test('2,000 hostile documents: nothing throws, nothing leaks (npm run fuzz runs 100,000)', () => {
  const kinds = new Set<string>()
  for (let index = 0; index < 2000; index++) {
    const document = hostileDocument(42, index)
    kinds.add(document.kind)
    try {
      exercise(document)
    } catch (error) {
      throw new Error(`Document ${index} of seed 42: ${document.text.slice(0, 500)}`, { cause: error })
    }
  }
  expect(kinds.size).toBe(3)
})

test('a seed gives the same documents again', () => {
  for (let index = 0; index < 50; index++) expect(hostileDocument(7, index)).toEqual(hostileDocument(7, index))
})
