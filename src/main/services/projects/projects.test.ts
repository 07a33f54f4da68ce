import Database from 'better-sqlite3'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../storage/database'
import { migrations } from '../../storage/migrations/migrations'
import type { Listen } from '../../ports'
import { startWithPhotos } from '../../testing/photo-project'
import { startTestBackend, temporaryFolder } from '../../testing/test-backend'

/** Changes the database of a closed project behind the program's back. */
function tamper(path: string, change: (database: Database.Database) => void): void {
  const database = new Database(join(path, 'project.sqlite'))
  change(database)
  database.close()
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

  test('keeps its name when its folder is renamed', async () => {
    const { client, folder } = await startTestBackend()
    const { path } = await client.projects.create({ name: 'Coats 1900', folder })
    await client.projects.close()
    await rename(path, join(folder, 'backup.vitrine'))
    expect(await client.projects.open({ path: join(folder, 'backup.vitrine') })).toMatchObject({ name: 'Coats 1900' })
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
})

test('a project that can’t be closed in good order is closed all the same, and can be opened again', async () => {
  const listen: Listen = () => Promise.resolve({ port: 4711, close: () => Promise.reject(new Error('no such port')) })
  const { client, path } = await startWithPhotos({ listen })
  await client.publish.start({})
  const stop = new AbortController()
  const events = await client.events.subscribe(undefined, { signal: stop.signal })
  await expect(client.projects.close()).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(await client.projects.current()).toBe(null)
  // The windows hear of it, and what is done at closing was done all the same.
  const told = async (): Promise<unknown> => {
    for await (const event of events) if (event.type === 'project') return event.project
    return undefined
  }
  expect(await told()).toBe(null)
  stop.abort()
  expect(await client.projects.recent()).toMatchObject([{ path, images: 44 }])
  expect(await client.projects.open({ path })).toMatchObject({ readOnly: null })
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
