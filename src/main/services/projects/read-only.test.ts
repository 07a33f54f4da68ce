import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failingOn } from '../../files/testing/faulty-file-system'
import { openDatabase } from '../../storage/database'
import { migrations } from '../../storage/migrations/migrations'
import { verified } from '../../testing/job-end'
import { startWithPhotos } from '../../testing/photo-project'
import { startTestBackend, temporaryFolder } from '../../testing/test-backend'

const isLock = (path: string): boolean => path.includes('lock.json')

/** Names and bytes of all that lies in a project; SQLite's own shared memory comes and goes with its readers. */
async function contentOf(path: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && !/-(wal|shm)$/.test(entry.name))
  const contents = files.map(async ({ parentPath, name }) => {
    const file = join(parentPath, name)
    return [file, (await readFile(file)).toString('base64')] as const
  })
  return new Map(await Promise.all(contents))
}

test.each([
  ['read-only media', 'read-only-media', /Copy the folder to a writable disk/, failingOn('access', 'EROFS')],
  ['a folder without rights', 'no-permission', /Change its permissions or copy it/, failingOn('access', 'EACCES')],
  ['a full disk', 'no-space', /Free some space/, failingOn('open', 'ENOSPC', isLock)],
  ['a folder that takes no lock', 'no-permission', /has no right/, failingOn('open', 'EACCES', isLock)]
])(
  'a project on %s opens read-only, can be seen and exported, and nothing is written to it',
  async (_, reason, say, fs) => {
    const { client: owner, path } = await startWithPhotos()
    await owner.projects.close()
    const before = await contentOf(path)
    const { client, backend, ended, folder, logged } = await startTestBackend({ fileSystem: fs })
    expect((await client.projects.open({ path })).readOnly).toMatchObject({
      reason,
      message: expect.stringMatching(say)
    })
    const { ids } = await client.images.query({})
    const picture = await backend.fetch(new Request(`http://vitrine.test/media/thumbs/fine?items=${ids.join()}`))
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(ids.length * 500)
    await expect(client.classes.create({ name: 'Coat' })).rejects.toMatchObject({ code: 'READ_ONLY' })
    await expect(client.history.undo()).rejects.toMatchObject({ code: 'READ_ONLY' })
    const { jobId } = await client.exports.start({ format: 'csv', out: join(folder, 'out') })
    expect(await ended(jobId)).toMatchObject({ state: 'succeeded' })
    expect(await verified(client)).toMatchObject({ ok: true })
    await client.projects.close()
    expect(await contentOf(path)).toEqual(before)
    expect(logged).toEqual([])
  }
)

test('a project on read-only media shows also what its program had no time to tidy up', async () => {
  const { client: owner, path, folder } = await startWithPhotos()
  await owner.classes.create({ name: 'Coat' })
  const copy = join(folder, 'copy.vitrine')
  await cp(path, copy, { recursive: true })
  expect(await readdir(copy)).toContain('project.sqlite-wal')
  const { client } = await startTestBackend({ fileSystem: failingOn('access', 'EROFS') })
  await client.projects.open({ path: copy })
  expect((await client.classes.list()).map(({ name }) => name)).toEqual(['Coat'])
})

test('a project of an older version can be seen on read-only media', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'project.sqlite')
  const old = openDatabase(file, { readOnly: false, migrations: migrations.slice(0, 1) })
  old.sqlite.exec("insert into project values (1, 'Old', 0, 0)")
  old.close()
  const before = await contentOf(folder)
  const { client } = await startTestBackend({ fileSystem: failingOn('access', 'EROFS') })
  expect(await client.projects.open({ path: folder })).toMatchObject({ name: 'Old' })
  expect(await client.runs.list({})).toEqual([])
  expect(await contentOf(folder)).toEqual(before)
})
