import { expect, test } from 'vitest'
import { startTestBackend } from '../testing/test-backend'

async function startWithClasses() {
  const started = await startTestBackend()
  await started.client.projects.create({ name: 'Classes' })
  await started.ended((await started.client.sources.import({ from: 'catalogue:fashion-mnist-200' })).jobId)
  const byName = async () => new Map((await started.client.classes.list()).map(entry => [entry.name, entry]))
  return { ...started, byName }
}

test('the class list has the palette’s colours in order, and names that stay apart', async () => {
  const { client, byName } = await startWithClasses()
  const classes = await client.classes.list()
  expect(classes.map(({ position }) => position)).toEqual([...Array(10).keys()])
  expect(classes[0]).toMatchObject({ name: 'T-shirt/top', color: '#fc740e', count: 250 })
  expect(classes[9]).toMatchObject({ name: 'Ankle boot', color: '#5432b2' })
  await expect(client.classes.create({ name: 'coat' })).rejects.toMatchObject({ code: 'CONFLICT' })
  const shirt = (await byName()).get('Shirt')
  await expect(client.classes.update({ id: shirt?.id ?? 0, name: 'Coat' })).rejects.toMatchObject({ code: 'CONFLICT' })
  await client.classes.update({ id: shirt?.id ?? 0, name: 'SHIRT', guideline: 'With a collar.' })
  expect((await byName()).get('SHIRT')).toMatchObject({ id: shirt?.id, guideline: 'With a collar.', count: 250 })
})

test('merging moves the labels, removing moves or frees them, and undo brings all back', async () => {
  const { client, byName } = await startWithClasses()
  const before = await client.classes.list()
  const idOf = async (name: string) => (await byName()).get(name)?.id ?? 0
  expect(await client.classes.merge({ from: await idOf('Shirt'), into: await idOf('T-shirt/top') })).toEqual({
    moved: 250
  })
  expect((await byName()).get('T-shirt/top')?.count).toBe(500)
  expect(await client.classes.remove({ id: await idOf('Bag'), moveTo: null })).toEqual({ moved: 250 })
  const { facets } = await client.images.query({})
  expect(facets.status.find(({ value }) => value === 'unlabelled')?.count).toBe(250)
  expect(facets.classes.find(({ value }) => value === null)?.count).toBe(250)
  await client.history.undo()
  await client.history.undo()
  expect(await client.classes.list()).toEqual(before)
})

test('the order is the user’s; an order that doesn’t name every class is refused', async () => {
  const { client } = await startWithClasses()
  const ids = (await client.classes.list()).map(({ id }) => id).reverse()
  await client.classes.reorder({ ids })
  expect((await client.classes.list()).map(({ id }) => id)).toEqual(ids)
  const [first = 0] = ids
  // One is missing; one stands twice; one is of a class that another window has removed.
  for (const stale of [ids.slice(1), [first, ...ids.slice(1, -1), first], [...ids.slice(1), 9999]]) {
    await expect(client.classes.reorder({ ids: stale })).rejects.toMatchObject({ code: 'CONFLICT' })
  }
  expect((await client.classes.list()).map(({ id }) => id)).toEqual(ids)
})
