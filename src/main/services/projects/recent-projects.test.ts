import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/test-backend'
import { createRecentProjects } from './recent-projects'

test('the twenty projects opened last are remembered, each once, also by the next start', async () => {
  const folder = await temporaryFolder()
  const recent = await createRecentProjects(folder)
  const remember = (n: number) =>
    recent.remember({ path: `/p/${n}.vitrine`, name: `${n}` }, new Date(n), { images: n, runs: 0 })
  for (let n = 1; n <= 22; n++) await remember(n)
  await remember(5)
  const names = ['5', ...Array.from({ length: 17 }, (_, at) => `${22 - at}`), '4', '3']
  expect(recent.list().map(({ name }) => name)).toEqual(names)
  expect((await createRecentProjects(folder)).list().map(({ name }) => name)).toEqual(names)
})
