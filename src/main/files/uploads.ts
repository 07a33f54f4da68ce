import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { VitrineError } from '@shared/contract/errors'
import { explaining, systemCode } from './file-system'
import { removeStale } from './stale-folders'

/** Files that a web page handed over because it can't name their place; they lie here until they are imported. */
export interface Uploads {
  /** Keeps one file of a batch at `path` (with `/`) within it. Errors: INVALID_INPUT, CONFLICT, TOO_LARGE, NO_SPACE. */
  save(batch: string, path: string, content: AsyncIterable<Uint8Array>): Promise<void>
  /** What is to be imported: the one file or folder that came, else the folder with all. Errors: NOT_FOUND. */
  locate(batch: string): Promise<string>
  discard(batch: string): Promise<void>
}

/** More than the largest image that is decoded; what is larger is no picture. */
const maxFileBytes = 2 * 1024 ** 3
const maxDepth = 16

const batchPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function createUploads(folder: string, limit = maxFileBytes): Promise<Uploads> {
  await removeStale(folder)

  function place(batch: string): string {
    if (!batchPattern.test(batch)) throw new VitrineError('INVALID_INPUT', 'An upload is named by a UUID.')
    return join(folder, batch)
  }

  return {
    async save(batch, path, content) {
      const file = join(place(batch), ...safeSegments(path))
      await explaining(file, async () => {
        await mkdir(dirname(file), { recursive: true })
        try {
          await pipeline(capped(content, limit, path), createWriteStream(file, { flags: 'wx' }))
        } catch (error) {
          if (systemCode(error) === 'EEXIST')
            throw new VitrineError('CONFLICT', `Two files of the upload have the name ${path}.`)
          await rm(file, { force: true })
          throw error
        }
      })
    },
    async locate(batch) {
      const root = place(batch)
      const names = await readdir(root).catch(() => [])
      if (names.length === 0) throw new VitrineError('NOT_FOUND', 'The upload has no files, or was imported before.')
      return join(root, names.length === 1 ? (names[0] ?? '') : '')
    },
    discard: batch => rm(place(batch), { recursive: true, force: true })
  }
}

/** A path of the page's as names that every file system takes and that can't leave the folder. */
function safeSegments(path: string): readonly string[] {
  const segments = path.split('/')
  const isSafe = (name: string): boolean =>
    name !== '' && !/^\.+$/.test(name) && Buffer.byteLength(name) <= 255 && !/\p{Cc}/u.test(name)
  if (segments.length > maxDepth || !segments.every(isSafe)) {
    throw new VitrineError('INVALID_INPUT', `“${path.slice(0, 300)}” can’t be the name of a file.`)
  }
  return segments.map(name => name.replaceAll(/[\\:*?"<>|]/g, '_'))
}

async function* capped(content: AsyncIterable<Uint8Array>, limit: number, path: string): AsyncGenerator<Uint8Array> {
  let received = 0
  for await (const chunk of content) {
    received += chunk.byteLength
    if (received > limit) {
      throw new VitrineError('TOO_LARGE', `${path} is larger than ${Math.floor(limit / 1024 ** 2)} MB.`)
    }
    yield chunk
  }
}
