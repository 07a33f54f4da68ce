import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeFileAtomically } from './atomic-file'
import { failingOn, fullAfter } from './testing/faulty-file-system'
import { createObjectStore, hashBytes } from './objects'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-files-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => entry.name)
}

describe('an atomic write', () => {
  test('replaces the whole file', async () => {
    const path = join(folder, 'settings.json')
    await writeFileAtomically(path, 'a longer first version')
    await writeFileAtomically(path, 'second')
    expect(await readFile(path, 'utf8')).toBe('second')
  })

  test.each([
    ['open', 'ENOSPC', 'NO_SPACE'],
    ['rename', 'EACCES', 'NO_PERMISSION'],
    ['rename', 'EROFS', 'READ_ONLY']
  ] as const)('keeps the old content when %s fails with %s', async (call, systemFailure, code) => {
    const path = join(folder, 'settings.json')
    await writeFileAtomically(path, 'old')
    await expect(writeFileAtomically(path, 'new', failingOn(call, systemFailure))).rejects.toMatchObject({ code })
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await filesIn(folder)).toEqual(['settings.json'])
  })

  test('into a folder that is gone names the path', async () => {
    const path = join(folder, 'gone', 'x')
    await expect(writeFileAtomically(path, '')).rejects.toMatchObject({ code: 'NOT_FOUND', details: { path } })
  })
})

describe('the object store', () => {
  const bytes = Buffer.from('ten bytes!')

  test('names bytes, streams and files by the same hash, in objects/ab/cdef…', async () => {
    const objects = createObjectStore(folder)
    const file = join(folder, 'original')
    await writeFile(file, bytes)
    const first = await objects.put(bytes)
    expect(first).toEqual({ hash: hashBytes(bytes), size: 10, added: true })
    expect(await objects.put({ file })).toEqual({ ...first, added: false })
    expect(await objects.put(pieces())).toEqual({ ...first, added: false })
    expect(objects.path(first.hash)).toBe(join(folder, 'objects', first.hash.slice(0, 2), first.hash.slice(2)))
    expect((await stat(objects.path(first.hash))).size).toBe(10)
    for await (const hash of objects.list()) expect(hash).toBe(first.hash)

    async function* pieces(): AsyncIterable<Uint8Array> {
      yield bytes.subarray(0, 4)
      yield bytes.subarray(4)
    }
  })

  test('reads a range, shorter at the end', async () => {
    const objects = createObjectStore(folder)
    const { hash } = await objects.put(bytes)
    expect(String(await objects.readRange(hash, 4, 5))).toBe('bytes')
    expect(String(await objects.readRange(hash, 8, 99))).toBe('s!')
  })

  test('tells a sound object from a damaged and a missing one', async () => {
    const objects = createObjectStore(folder)
    const { hash } = await objects.put(bytes)
    expect(await objects.verify(hash)).toBe('sound')
    await truncate(objects.path(hash), 3)
    expect(await objects.verify(hash)).toBe('corrupt')
    await objects.remove(hash)
    expect(await objects.verify(hash)).toBe('missing')
    expect(await objects.has(hash)).toBe(false)
    await expect(objects.read(hash)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { hash } })
  })

  test('leaves nothing behind when the disk fills up halfway', async () => {
    const objects = createObjectStore(folder, fullAfter(6))
    await expect(objects.put(bytes)).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect(await filesIn(folder)).toEqual([])
  })

  test('says so when the folder may not be written', async () => {
    const objects = createObjectStore(folder, failingOn('mkdir', 'EACCES'))
    await expect(objects.put(bytes)).rejects.toMatchObject({ code: 'NO_PERMISSION' })
  })

  test('survives ten writers of the same bytes', async () => {
    const objects = createObjectStore(folder)
    const stored = await Promise.all(Array.from({ length: 10 }, () => objects.put(bytes)))
    expect(new Set(stored.map(object => object.hash)).size).toBe(1)
    expect(await filesIn(folder)).toHaveLength(1)
    expect(await objects.read(hashBytes(bytes))).toEqual(bytes)
  })

  test.each(['', '../../etc/passwd', 'A'.repeat(64), '0'.repeat(63)])('takes no path for a name: %j', async name => {
    await expect(createObjectStore(dirname(folder)).read(name)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })
})
