import { expect, test } from 'vitest'
import { openTestDatabase } from '../../testing/test-database'
import { createKnownImages } from './known-images'

test('a canvas is known however its address is spelt', async () => {
  const { database, addImage } = await openTestDatabase()
  const plain = addImage({ canvasId: 'http://Museum.example/canvas/1' })
  const secure = addImage({ canvasId: 'https://museum.example/canvas/1/b' })
  const known = createKnownImages({ database })
  expect(known.byCanvas('https://museum.example/canvas/1')?.id).toBe(plain)
  expect(known.byCanvas('http://museum.example/canvas/1/b')?.id).toBe(secure)
  expect(known.byCanvas('https://museum.example/canvas/2')).toBeUndefined()
  database.close()
})

test('a file is known by its path, by its name alone only where that means one image', async () => {
  const { database, addImage } = await openTestDatabase()
  const [a, b, c] = [
    addImage({ name: 'a/coat.jpg' }),
    addImage({ name: 'b/coat.jpg' }),
    addImage({ name: 'a/hat.png' })
  ]
  const known = createKnownImages({ database })
  expect(known.byFile('a/coat.jpg')?.id).toBe(a)
  expect(known.byFile('b/coat.jpg')?.id).toBe(b)
  expect(known.byFile('coat.jpg')).toBeUndefined()
  expect(known.byFile('coat')).toBeUndefined()
  expect(known.byFile('elsewhere/hat.tif')?.id).toBe(c)
  expect(known.byFile(String(c))?.id).toBe(c)
  database.close()
})
