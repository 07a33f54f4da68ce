import { expect, test } from 'vitest'
import { newAnnotation } from './edit'
import { writtenId } from './written-id'

test.each([
  ['http://e.org/a b', 'http://e.org/p/annotation/http%3A%2F%2Fe.org%2Fa%20b'],
  ['http://e.org/ä', 'http://e.org/ä'],
  ['urn:x:1', 'urn:x:1'],
  ['84fd0328-5041-488e-9efc-4e49c954b93e', 'urn:uuid:84fd0328-5041-488e-9efc-4e49c954b93e'],
  ['_:b2', 'http://e.org/p/annotation/8'],
  ['17', 'http://e.org/p/annotation/17'],
  ['a\uD800', 'http://e.org/p/annotation/a%EF%BF%BD']
])('%j is written as %s', (id, expected) => {
  const annotation = newAnnotation({ id, canvas: 'http://e.org/c', region: { kind: 'whole' }, label: null })
  expect(writtenId(annotation, 'http://e.org/p', 7)).toBe(expected)
})
