import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { writeSynced } from './atomic-file'
import { explainFailure, explaining, realFileSystem, syncFolder, systemCode, type FileSystem } from './file-system'

/** Lower-case hex SHA-256 of an object's bytes: its only name. */
export type ObjectHash = string

export interface StoredObject {
  readonly hash: ObjectHash
  /** bytes */
  readonly size: number
  /** False when the same bytes were already there. */
  readonly added: boolean
}

export type ObjectContent = Uint8Array | AsyncIterable<Uint8Array> | { readonly file: string }

/** Immutable bytes under `objects/ab/cdef…`, named by their content. Several processes may write the same object at once. */
export interface ObjectStore {
  /** When it returns, the object survives power loss. Errors: NO_SPACE, NO_PERMISSION, READ_ONLY, NOT_FOUND (the file). */
  put(content: ObjectContent): Promise<StoredObject>
  /** Errors: NOT_FOUND, NO_PERMISSION. */
  read(hash: ObjectHash): Promise<Buffer>
  /** `length` bytes from `offset`, fewer at the end of the object. Errors: NOT_FOUND, NO_PERMISSION. */
  readRange(hash: ObjectHash, offset: number, length: number): Promise<Buffer>
  has(hash: ObjectHash): Promise<boolean>
  size(hash: ObjectHash): Promise<number>
  /** For programs that read the file themselves, such as the engine; never to be written. */
  path(hash: ObjectHash): string
  verify(hash: ObjectHash): Promise<'sound' | 'missing' | 'corrupt'>
  remove(hash: ObjectHash): Promise<void>
  /** Every object there is, in no particular order. */
  list(): AsyncIterable<ObjectHash>
}

export function hashBytes(bytes: Uint8Array): ObjectHash {
  return createHash('sha256').update(bytes).digest('hex')
}

/** As `hashBytes`, for a file of any size. */
export async function hashFile(path: string): Promise<ObjectHash> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path)) digest.update(chunk)
  return digest.digest('hex')
}

const hashPattern = /^[0-9a-f]{64}$/

/** `projectFolder` must exist; `objects/` is made in it when the first object comes. */
export function createObjectStore(projectFolder: string, fileSystem: FileSystem = realFileSystem): ObjectStore {
  const root = join(projectFolder, 'objects')

  function path(hash: ObjectHash): string {
    // The name becomes a path: nothing but a hash may pass.
    if (!hashPattern.test(hash)) throw new VitrineError('INVALID_INPUT', `“${hash}” is not the name of an object.`)
    return join(root, hash.slice(0, 2), hash.slice(2))
  }

  async function size(hash: ObjectHash): Promise<number> {
    return await reading(hash, async () => (await fileSystem.stat(path(hash))).size)
  }

  async function has(hash: ObjectHash): Promise<boolean> {
    try {
      await fileSystem.stat(path(hash))
      return true
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false
      throw explainFailure(error, path(hash))
    }
  }

  async function ensureFolder(folder: string): Promise<void> {
    const firstMade = await fileSystem.mkdir(folder, { recursive: true })
    if (firstMade !== undefined) {
      await syncFolder(dirname(folder), fileSystem)
      await syncFolder(dirname(firstMade), fileSystem)
    }
  }

  async function put(content: ObjectContent): Promise<StoredObject> {
    return await explaining(root, async () => {
      if (content instanceof Uint8Array) {
        const hash = hashBytes(content)
        if (await has(hash)) return { hash, size: content.byteLength, added: false }
      }
      await ensureFolder(root)
      const temporary = join(root, `.${randomUUID()}.tmp`)
      try {
        const { hash, size } = await writeHashed(temporary, chunksOf(content), fileSystem)
        const added = !(await has(hash))
        if (added) {
          await ensureFolder(dirname(path(hash)))
          await fileSystem.rename(temporary, path(hash))
          await syncFolder(dirname(path(hash)), fileSystem)
        }
        return { hash, size, added }
      } finally {
        await fileSystem.rm(temporary, { force: true })
      }
    })
  }

  async function readRange(hash: ObjectHash, offset: number, length: number): Promise<Buffer> {
    return await reading(hash, async () => {
      const handle = await fileSystem.open(path(hash), 'r')
      try {
        return await readFully(handle, offset, length)
      } finally {
        await handle.close()
      }
    })
  }

  async function reading<T>(hash: ObjectHash, action: () => Promise<T>): Promise<T> {
    try {
      return await action()
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw explainFailure(error, path(hash))
      const advice =
        'Check the project (in the settings, or “vitrine verify”) to see what is affected, and import its source again.'
      throw new VitrineError('NOT_FOUND', `Object ${hash.slice(0, 12)} is missing from the project. ${advice}`, {
        hash
      })
    }
  }

  async function verify(hash: ObjectHash): Promise<'sound' | 'missing' | 'corrupt'> {
    try {
      return (await hashFile(path(hash))) === hash ? 'sound' : 'corrupt'
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return 'missing'
      throw explainFailure(error, path(hash))
    }
  }

  async function* list(): AsyncIterable<ObjectHash> {
    const folders = await fileSystem.readdir(root).catch(() => [])
    for (const folder of folders.filter(name => /^[0-9a-f]{2}$/.test(name))) {
      for (const name of await fileSystem.readdir(join(root, folder))) {
        if (hashPattern.test(folder + name)) yield folder + name
      }
    }
  }

  return {
    put,
    read: hash => reading(hash, () => fileSystem.readFile(path(hash))),
    readRange,
    has,
    size,
    path,
    verify,
    remove: hash => explaining(path(hash), () => fileSystem.rm(path(hash), { force: true })),
    list
  }
}

function chunksOf(content: ObjectContent): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (content instanceof Uint8Array) return [content]
  return 'file' in content ? createReadStream(content.file) : content
}

async function writeHashed(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  fileSystem: FileSystem
): Promise<{ hash: ObjectHash; size: number }> {
  const digest = createHash('sha256')
  let size = 0
  await writeSynced(
    path,
    async handle => {
      for await (const chunk of chunks) {
        digest.update(chunk)
        size += chunk.byteLength
        await handle.writeFile(chunk)
      }
    },
    fileSystem
  )
  return { hash: digest.digest('hex'), size }
}

/** A read of a file may return fewer bytes than asked for: goes on until all are there or the file ends. */
export async function readFully(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}
