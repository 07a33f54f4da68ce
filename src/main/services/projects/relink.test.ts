import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verified } from '../../testing/job-end'
import { resourcesDir, startTestBackend } from '../../testing/test-backend'

/** A project whose photos were left in a folder beside it. */
async function startWithReferenced() {
  const started = await startTestBackend()
  const { client, ended, folder } = started
  const photos = join(folder, 'photos')
  await cp(join(resourcesDir, 'sample/photos'), photos, { recursive: true })
  const { path } = await client.projects.create({ name: 'Referenced' })
  await ended((await client.sources.import({ from: photos, copy: false })).jobId)
  const [source] = await client.sources.list()
  const names = (await client.images.summaries({ ids: (await client.images.query({})).ids })).map(({ name }) => name)
  const relink = async (to: string) =>
    await ended((await client.projects.relink({ sourceId: source?.id ?? 0, folder: to })).jobId)
  const look = async () => {
    const { ids } = await client.images.query({})
    const address = `http://vitrine.test/iiif/image/3/${ids[0]}/full/64,/0/default.jpg`
    return (await started.backend.fetch(new Request(address))).status
  }
  return { ...started, photos, path, names, relink, look, sourceId: source?.id ?? 0 }
}

test('a folder that was moved is told of at the opening and found again by content, as one step of undo', async () => {
  const { client, folder, photos, path, names, relink, look, sourceId } = await startWithReferenced()
  expect(await client.projects.current()).toMatchObject({ warnings: [] })
  await client.projects.close()
  const moved = join(folder, 'elsewhere')
  await rename(photos, moved)

  const { warnings } = await client.projects.open({ path })
  expect(warnings).toEqual([expect.stringMatching(/44 of its 44 files can’t be found.*kept.*Locate…/)])
  expect(await client.projects.referenced()).toEqual([
    { sourceId, name: 'photos', folder: photos, images: 44, missing: 44 }
  ])
  expect(await look()).toBe(404)
  const { problems } = await verified(client)
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['FILE_MISSING']))

  await mkdir(join(moved, 'below'))
  await rename(join(moved, names[0] ?? ''), join(moved, 'below', 'renamed.webp'))
  await writeFile(join(moved, names[1] ?? ''), 'another file')
  await rm(join(moved, names[2] ?? ''))
  expect(await relink(moved)).toMatchObject({
    state: 'succeeded',
    result: { matched: 42, untouched: 0, changed: [names[1]], missing: [names[2]] }
  })
  expect(await look()).toBe(200)
  expect((await client.sources.list())[0]).toMatchObject({ uri: moved })
  await writeFile(join(moved, names[5] ?? ''), 'changed later')
  const report = await verified(client)
  expect(report.problems.map(({ code }) => code).sort()).toEqual(['FILE_CHANGED', 'FILE_MISSING', 'FILE_MISSING'])
  expect((await client.projects.current())?.warnings).toEqual([expect.stringMatching(/2 of its 44 files/)])

  await client.history.undo()
  expect(await look()).toBe(404)
})

test('a folder with none of the files changes nothing and says so', async () => {
  const { client, folder, photos, relink, sourceId } = await startWithReferenced()
  await rename(photos, join(folder, 'elsewhere'))
  await mkdir(join(folder, 'other'))
  const before = await client.history.state()
  expect(await relink(join(folder, 'other'))).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } })
  expect(await relink(join(folder, 'nowhere'))).toMatchObject({ state: 'failed', error: { code: 'NOT_FOUND' } })
  expect(await client.history.state()).toEqual(before)
  expect(await client.projects.referenced()).toMatchObject([{ sourceId, missing: 44 }])
})
