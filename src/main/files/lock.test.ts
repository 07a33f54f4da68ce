import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failingOn } from './testing/faulty-file-system'
import { realFileSystem, type FileSystem } from './file-system'
import { acquireLock, liveHolder, readLock, type ProcessIdentity } from './lock'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-lock-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** A computer on which the given processes run; each maps to its start. */
function identity(pid: number, running: Readonly<Record<number, string>>, computer = 'desk'): ProcessIdentity {
  return { pid, computer, processStart: other => running[other] ?? null, isAlive: other => other in running }
}

test('names its holder and refuses a second one', async () => {
  const running = { 10: '100', 11: '110' }
  const lock = await acquireLock(folder, { self: identity(10, running) })
  await lock.announce('http://127.0.0.1:4000/')
  await expect(acquireLock(folder, { self: identity(11, running) })).rejects.toMatchObject({
    code: 'LOCKED',
    details: { holder: { pid: 10, computer: 'desk', address: 'http://127.0.0.1:4000/' } }
  })
  await lock.release()
  expect(await readLock(folder)).toBeNull()
  expect((await acquireLock(folder, { self: identity(11, running) })).holder.pid).toBe(11)
})

test('takes the lock of a process that is gone, and of one whose pid was given to another', async () => {
  await acquireLock(folder, { self: identity(10, { 10: '100' }) })
  await acquireLock(folder, { self: identity(11, { 11: '110' }) })
  const reused = identity(12, { 11: '999', 12: '120' })
  expect(await liveHolder(folder, reused)).toBeNull()
  expect((await acquireLock(folder, { self: reused })).holder.pid).toBe(12)
})

test('believes another computer unless told to take over, and never takes over a live process here', async () => {
  await acquireLock(folder, { self: identity(10, { 10: '100' }, 'laptop') })
  const desk = identity(11, { 11: '110', 12: '120' })
  await expect(acquireLock(folder, { self: desk })).rejects.toMatchObject({ code: 'LOCKED' })
  await acquireLock(folder, { self: desk, takeOver: true })
  await expect(
    acquireLock(folder, { self: identity(12, { 11: '110', 12: '120' }), takeOver: true })
  ).rejects.toMatchObject({ code: 'LOCKED' })
})

test('only one of many that find a stale lock gets it', async () => {
  await acquireLock(folder, { self: identity(1, { 1: '1' }) })
  const pids = Array.from({ length: 20 }, (_, index) => index + 10)
  const running = Object.fromEntries(pids.map(pid => [pid, String(pid)]))
  const outcomes = await Promise.allSettled(pids.map(pid => acquireLock(folder, { self: identity(pid, running) })))
  expect(outcomes.filter(outcome => outcome.status === 'fulfilled')).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['lock.json'])
})

test('gives back a lock that somebody took between the look at a stale one and its removal', async () => {
  await acquireLock(folder, { self: identity(1, { 1: '1' }) })
  const running = { 10: '100', 11: '110' }
  const stale = await readFile(join(folder, 'lock.json'), 'utf8')
  let isTaken = false
  const fileSystem: FileSystem = {
    ...realFileSystem,
    async rename(from, to) {
      if (!isTaken && String(to).endsWith('.stale')) {
        isTaken = true
        await writeFile(
          from,
          stale
            .replace('"pid": 1', '"pid": 11')
            .replace('"1"', '"110"')
            .replace(/"nonce": "./, '"nonce": "#')
        )
      }
      await realFileSystem.rename(from, to)
    }
  }
  await expect(acquireLock(folder, { self: identity(10, running), fileSystem })).rejects.toMatchObject({
    code: 'LOCKED',
    details: { holder: { pid: 11 } }
  })
  expect(await readLock(folder)).toMatchObject({ pid: 11 })
})

test('works without hard links, over a lock that is garbage', async () => {
  await writeFile(join(folder, 'lock.json'), '{"pid": 1')
  const fileSystem = failingOn('link', 'EPERM')
  const lock = await acquireLock(folder, { fileSystem })
  await expect(acquireLock(folder, { fileSystem })).rejects.toMatchObject({ code: 'LOCKED' })
  expect(lock.holder.pid).toBe(process.pid)
})

test('a released lock leaves a successor alone', async () => {
  const first = await acquireLock(folder, { self: identity(10, { 10: '100' }) })
  await acquireLock(folder, { self: identity(11, { 11: '110' }) })
  await first.release()
  expect((await readLock(folder))?.pid).toBe(11)
})

test('says that the media is read-only', async () => {
  await expect(acquireLock(folder, { fileSystem: failingOn('open', 'EROFS') })).rejects.toMatchObject({
    code: 'READ_ONLY'
  })
})
