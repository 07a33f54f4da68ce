import Database from 'better-sqlite3'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { failingOn } from '../../files/faulty-file-system'
import { openDatabase } from '../../storage/database'
import { migrations } from '../../storage/migrations/migrations'
import { resourcesDir, startTestBackend, temporaryFolder, type TestBackend } from '../../testing/test-backend'

async function startWithPhotos(): Promise<TestBackend & { path: string }> {
  const started = await startTestBackend()
  const { path } = await started.client.projects.create({ name: 'Photos' })
  await started.ended((await started.client.sources.import({ from: join(resourcesDir, 'sample/photos') })).jobId)
  return { ...started, path }
}

/** Changes the database of a closed project behind the program's back. */
function tamper(path: string, change: (database: Database.Database) => void): void {
  const database = new Database(join(path, 'project.sqlite'))
  change(database)
  database.close()
}

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

describe('a project', () => {
  test('is made where the user says, remembered, and not made twice', async () => {
    const { client, folder } = await startTestBackend()
    expect(await client.projects.current()).toBe(null)
    await expect(client.images.query({})).rejects.toMatchObject({ code: 'CONFLICT' })
    const project = await client.projects.create({ name: 'Coats 1900', folder })
    expect(project).toMatchObject({ name: 'Coats 1900', path: join(folder, 'Coats 1900.vitrine'), readOnly: null })
    expect((await readdir(project.path)).sort()).toEqual(
      expect.arrayContaining(['cache', 'lock.json', 'objects', 'project.sqlite', 'runs'])
    )
    await expect(client.projects.create({ name: 'Coats 1900', folder })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(client.projects.create({ name: '../out', folder })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(await client.projects.current()).toMatchObject({ path: project.path })
    await client.projects.close()
    expect(await readdir(project.path)).not.toContain('lock.json')
    await rm(project.path, { recursive: true })
    expect(await client.projects.recent()).toMatchObject([{ name: 'Coats 1900', missing: true }])
    await expect(client.projects.open({ path: project.path })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await client.projects.forget({ path: project.path })
    expect(await client.projects.recent()).toEqual([])
  })

  test('that is open elsewhere opens read-only, says so, and can be read', async () => {
    const first = await startWithPhotos()
    const second = await startTestBackend()
    const project = await second.client.projects.open({ path: first.path })
    expect(project.readOnly).toMatchObject({ reason: 'locked', message: expect.stringContaining(`${process.pid}`) })
    expect((await second.client.images.query({})).total).toBe(44)
    await expect(second.client.classes.create({ name: 'Coat' })).rejects.toMatchObject({ code: 'READ_ONLY' })
    await expect(second.client.sources.import({ from: '/' })).rejects.toMatchObject({ code: 'READ_ONLY' })
    const out = join(second.folder, 'out')
    const { jobId } = await second.client.exports.start({ format: 'csv', out })
    expect(await second.ended(jobId)).toMatchObject({ state: 'succeeded' })
    await second.client.projects.close()
    await first.client.classes.create({ name: 'Coat' })
  })

  test('that is open elsewhere shows what is saved there, live, and can be had when it is free', async () => {
    const first = await startWithPhotos()
    const second = await startTestBackend()
    await second.client.projects.open({ path: first.path })
    const [imageId = 0, other = 0] = (await second.client.images.query({ filter: { boxes: false } })).ids
    const stop = new AbortController()
    const events = await second.client.events.subscribe(undefined, { signal: stop.signal })
    async function changed() {
      for (;;) {
        const next = await events.next()
        if (next.done) throw new Error('the events ended')
        if (next.value.type === 'changed' && next.value.revision > 0) return next.value
      }
    }

    const { annotations } = first.client
    const box = await annotations.create({ imageId, region: { kind: 'rect', x: 1, y: 2, w: 30, h: 40 } })
    // A run may have ended in the same moment.
    const topics: unknown = expect.arrayContaining(['annotations', 'runs', 'evaluations'])
    expect(await changed()).toMatchObject({ imageIds: [imageId], annotationIds: [box.id], topics })
    expect(await second.client.annotations.list({ imageId })).toEqual([box])
    expect((await second.client.images.query({ filter: { boxes: true } })).ids).toEqual([imageId])

    await annotations.remove({ ids: [box.id] })
    expect(await changed()).toMatchObject({ imageIds: [imageId], annotationIds: [box.id] })
    expect((await second.client.images.query({ filter: { boxes: true } })).ids).toEqual([])

    await first.client.history.undo()
    expect(await changed()).toMatchObject({ imageIds: [imageId], annotationIds: [box.id] })
    expect(await second.client.annotations.list({ imageId })).toEqual([box])

    // A step that is undone and dropped between two looks: everything is read anew.
    const lost = await annotations.create({ imageId: other, region: { kind: 'point', x: 1, y: 2 } })
    const seen = await changed()
    expect(seen.annotationIds).toEqual([lost.id])
    await first.client.history.undo()
    await first.client.classes.create({ name: 'Coat' })
    await changed()
    expect(await second.client.annotations.list({ imageId: other })).toEqual([])
    expect((await second.client.images.query({ filter: { boxes: true } })).ids).toEqual([imageId])
    expect((await second.client.classes.list()).map(({ name }) => name)).toEqual(['Coat'])
    stop.abort()

    await first.client.projects.close()
    expect(await second.client.projects.open({ path: first.path })).toMatchObject({ readOnly: null })
    expect(second.logged).toEqual([])
  })

  test('names in its lock where its program answers, also when it is opened later', async () => {
    const { client, backend } = await startTestBackend()
    const addressIn = async (path: string) =>
      (JSON.parse(await readFile(join(path, 'lock.json'), 'utf8')) as { address: string | null }).address
    const { path } = await client.projects.create({ name: 'First' })
    await backend.announce('http://127.0.0.1:1234/?token=t')
    expect(await addressIn(path)).toBe('http://127.0.0.1:1234/?token=t')
    const later = await client.projects.create({ name: 'Later' })
    expect(await addressIn(later.path)).toBe('http://127.0.0.1:1234/?token=t')
  })

  test('whose program died opens as if nothing had been', async () => {
    const { client, path } = await startWithPhotos()
    await client.projects.close()
    const dead = {
      nonce: 'n',
      pid: 2 ** 22 + 1,
      processStart: '1',
      computer: hostname(),
      acquiredAt: '',
      address: null
    }
    await writeFile(join(path, 'lock.json'), JSON.stringify(dead))
    expect((await client.projects.open({ path })).readOnly).toBe(null)
  })

  test('of a newer version opens read-only and says what to do', async () => {
    const { client, path } = await startWithPhotos()
    await client.projects.close()
    tamper(path, database => database.pragma(`user_version = ${migrations.length + 1}`))
    const project = await client.projects.open({ path })
    expect(project.readOnly).toMatchObject({
      reason: 'newer-version',
      message: expect.stringContaining('Update Vitrine')
    })
    expect((await client.images.query({})).total).toBe(44)
    await expect(client.history.undo()).rejects.toMatchObject({ code: 'READ_ONLY' })
  })

  test('of an older version is copied before it is brought up to date', async () => {
    const folder = await temporaryFolder()
    const file = join(folder, 'project.sqlite')
    openDatabase(file, { readOnly: false, migrations: migrations.slice(0, 1) }).close()
    const { client } = await startTestBackend()
    expect((await client.projects.open({ path: folder })).readOnly).toBe(null)
    await client.classes.create({ name: 'Coat' })
    await client.projects.close()
    const copy = new Database(`${file}.v1.backup`, { readonly: true })
    expect(copy.pragma('user_version', { simple: true })).toBe(1)
    copy.close()
  })

  test.each([
    ['read-only media', 'read-only-media', /Copy the folder to a writable disk/, failingOn('access', 'EROFS')],
    ['a folder without rights', 'no-permission', /Change its permissions or copy it/, failingOn('access', 'EACCES')],
    ['a full disk', 'no-space', /Free some space/, failingOn('open', 'ENOSPC', isLock)],
    ['a folder that takes no lock', 'no-permission', /has no right/, failingOn('open', 'EACCES', isLock)]
  ])('on %s opens read-only, can be seen and exported, and nothing is written to it', async (_, reason, say, fs) => {
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
    expect(await client.projects.verify()).toMatchObject({ ok: true })
    await client.projects.close()
    expect(await contentOf(path)).toEqual(before)
    expect(logged).toEqual([])
  })

  test('on read-only media shows also what its program had no time to tidy up', async () => {
    const { client: owner, path, folder } = await startWithPhotos()
    await owner.classes.create({ name: 'Coat' })
    const copy = join(folder, 'copy.vitrine')
    await cp(path, copy, { recursive: true })
    expect(await readdir(copy)).toContain('project.sqlite-wal')
    const { client } = await startTestBackend({ fileSystem: failingOn('access', 'EROFS') })
    await client.projects.open({ path: copy })
    expect((await client.classes.list()).map(({ name }) => name)).toEqual(['Coat'])
  })

  test('of an older version can be seen on read-only media', async () => {
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

  test('is not made where nothing may be written', async () => {
    const { client, folder } = await startTestBackend()
    await writeFile(join(folder, 'file'), '')
    await expect(client.projects.create({ name: 'A', folder: join(folder, 'file') })).rejects.toMatchObject({
      code: 'CONFLICT'
    })
    // Not even root may write there.
    await expect(client.projects.create({ name: 'A', folder: '/proc' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await client.projects.current()).toBe(null)
  })

  test('that is no project, or is damaged, is refused with a sentence; the one that is open stays open', async () => {
    const { client, path } = await startWithPhotos()
    const folder = await temporaryFolder()
    await expect(client.projects.open({ path: folder })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await writeFile(join(folder, 'project.sqlite'), 'no database at all, but long enough to have a header '.repeat(20))
    await expect(client.projects.open({ path: folder })).rejects.toMatchObject({ code: 'CORRUPT' })
    expect(await readdir(folder)).toEqual(['project.sqlite'])
    expect(await client.projects.current()).toMatchObject({ path })
  })

  test('with a missing and a damaged object goes on; verify tells which images, and an import brings them back', async () => {
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
    const report = await client.projects.verify()
    expect(report.ok).toBe(false)
    expect(report.problems.map(({ code }) => code).sort()).toEqual(['OBJECT_CORRUPT', 'OBJECT_MISSING'])
    expect((await client.images.query({})).total).toBe(44)

    await ended((await client.sources.import({ from: join(resourcesDir, 'sample/photos') })).jobId)
    expect(await client.projects.verify()).toMatchObject({ ok: true, problems: [] })
    expect((await client.projects.current())?.warnings).toEqual([])
  })
})

test('cleaning up removes what nothing needs, and nothing that undo needs', async () => {
  let now = new Date()
  const { client, ended, folder } = await startTestBackend({ clock: () => now })
  const { path } = await client.projects.create({ name: 'Clean', folder })
  await ended((await client.sources.import({ from: join(resourcesDir, 'sample/photos') })).jobId)
  const { ids } = await client.images.query({})
  const before = await client.projects.usage()
  expect(before.cache).toBeGreaterThan(0)
  await client.images.remove({ ids: ids.slice(0, 3) })
  await writeFile(join(path, 'objects', '00', '0'.repeat(62)), 'left behind').catch(async () => {
    await mkdir(join(path, 'objects', '00'))
    await writeFile(join(path, 'objects', '00', '0'.repeat(62)), 'left behind')
  })
  now = new Date(now.getTime() + 24 * 60 * 60 * 1000)
  const after = await client.projects.cleanCache()
  expect(after).toMatchObject({ cache: 0, objects: before.objects })
  await client.history.undo()
  expect(await client.projects.verify()).toMatchObject({ ok: true, problems: [] })
})

test('settings and recent projects that were damaged cost nothing but themselves', async () => {
  const userDataDir = await temporaryFolder()
  await writeFile(join(userDataDir, 'settings.json'), '{"theme": "dark", "author": 7, "future": true}')
  await writeFile(join(userDataDir, 'recent.json'), '[{"pa')
  const { client } = await startTestBackend({ userDataDir })
  expect(await client.settings.get()).toMatchObject({ theme: 'dark', author: '' })
  expect(await client.projects.recent()).toEqual([])
  expect(await client.settings.set({ author: 'Ada' })).toMatchObject({ theme: 'dark', author: 'Ada' })
  expect(await readFile(join(userDataDir, 'settings.json'), 'utf8')).toContain('Ada')
})
