import { expect, test } from 'vitest'
import { likeAddress, readLike } from './like-address'

const box = { imageId: 7, annotationId: '0b6d7a52-5f7c-4c39-9d0e-2b1f6f9b7a10' }

test('items go into an address and come out of it', () => {
  const refs = [{ imageId: 12, annotationId: null }, box]
  const { name, query } = likeAddress(refs)
  expect({ name, tab: query.tab }).toEqual({ name: 'library', tab: 'similar' })
  expect(readLike(query.like)).toEqual(refs)
})

test('what names no item is left out', () => {
  expect(readLike('x,0,-3,5,7:nothing')).toEqual([{ imageId: 5, annotationId: null }])
  expect(readLike(['1'])).toEqual([])
  expect(readLike(undefined)).toEqual([])
})
