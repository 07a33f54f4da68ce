import { expect, test } from 'vitest'
import { startTestBackend } from '../../testing/test-backend'

test('a removed dataset leaves the list and comes back as it was', async () => {
  const { client } = await startTestBackend()
  await client.projects.openSample({})
  const garments = (await client.sources.list()).find(({ kind }) => kind === 'idx')?.id ?? 0
  const frozen = await client.datasets.freeze({ name: 'Garments', filter: { sources: [garments] } })
  await client.datasets.remove({ id: frozen.id })
  expect(await client.datasets.list()).toEqual([])
  // A run that names it still finds it.
  expect(await client.datasets.get({ id: frozen.id })).toEqual(frozen)
  expect(await client.datasets.restore({ id: frozen.id })).toEqual(frozen)
  expect(await client.datasets.list()).toEqual([frozen])
  await expect(client.datasets.restore({ id: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
