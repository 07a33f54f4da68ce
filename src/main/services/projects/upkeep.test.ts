import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verified } from '../../testing/job-end'
import { startWithPhotos } from '../../testing/photo-project'
import { resourcesDir } from '../../testing/test-backend'

test('a project with a missing and a damaged object goes on; verify tells which images, and an import brings them back', async () => {
  const { client, path, backend, ended } = await startWithPhotos()
  const { ids } = await client.images.query({})
  const hashOf = async (id = 0) => {
    const { pixels } = await client.images.get({ id })
    return pixels.kind === 'file' ? pixels.hash : ''
  }
  const [missing, damaged] = [await hashOf(ids[0]), await hashOf(ids[1])]
  const fileOf = (hash: string) => join(path, 'objects', hash.slice(0, 2), hash.slice(2))
  await rm(fileOf(missing))
  await writeFile(fileOf(damaged), 'rot')
  await client.projects.close()
  expect((await client.projects.open({ path })).warnings).toEqual([
    expect.stringMatching(/belong to 1 image\. All labels and boxes .* kept\. Check the project in Settings/)
  ])

  const answer = await backend.fetch(new Request(`http://vitrine.test/iiif/image/3/${ids[0]}/full/64,/0/default.jpg`))
  expect(answer.status).toBe(404)
  expect(await answer.text()).toMatch(/missing/)
  const report = await verified(client)
  expect(report.ok).toBe(false)
  expect(report.problems.map(({ code }) => code).sort()).toEqual(['OBJECT_CORRUPT', 'OBJECT_MISSING'])
  expect((await client.images.query({})).total).toBe(44)

  await ended((await client.sources.import({ from: join(resourcesDir, 'sample/photos') })).jobId)
  expect(await verified(client)).toMatchObject({ ok: true, problems: [] })
  expect((await client.projects.current())?.warnings).toEqual([])
})

test('cleaning up removes what nothing needs, and nothing that undo needs', async () => {
  let now = new Date()
  const { client, path } = await startWithPhotos({ clock: () => now })
  const { ids } = await client.images.query({})
  const before = await client.projects.usage()
  expect(before.cache).toBeGreaterThan(0)
  await client.images.remove({ ids: ids.slice(0, 3) })
  await mkdir(join(path, 'objects', '00'), { recursive: true })
  await writeFile(join(path, 'objects', '00', '0'.repeat(62)), 'left behind')
  // It may belong to work that has not written its rows yet.
  const withFresh = await client.projects.cleanCache()
  expect(withFresh.objects).toBe(before.objects + 'left behind'.length)
  now = new Date(now.getTime() + 24 * 60 * 60 * 1000)
  const after = await client.projects.cleanCache()
  expect(after).toMatchObject({ cache: 0, objects: before.objects })
  await client.history.undo()
  expect(await verified(client)).toMatchObject({ ok: true, problems: [] })
})
