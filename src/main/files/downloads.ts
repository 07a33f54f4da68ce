import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { explaining } from './file-system'
import { removeStale } from './stale-folders'
import { zipFolder } from './zip-folder'

/** Folders made for a web page, which can't name a place on the disk: it downloads them as zip archives. */
export interface Downloads {
  /** A place for a folder `name`, which its maker creates. */
  reserve(name: string): Promise<{ readonly id: string; readonly folder: string }>
  /** Errors: NOT_FOUND, also for what isn't finished. */
  open(id: string): Promise<{ readonly name: string; readonly content: ReadableStream<Uint8Array> }>
  /** Deletes what was made since the start. */
  close(): Promise<void>
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export async function createDownloads(root: string): Promise<Downloads> {
  await removeStale(root)
  const made: string[] = []
  return {
    async reserve(name) {
      const id = randomUUID()
      made.push(id)
      await explaining(root, () => mkdir(join(root, id), { recursive: true }))
      return { id, folder: join(root, id, name) }
    },
    async open(id) {
      const names = idPattern.test(id) ? await readdir(join(root, id)).catch(() => []) : []
      const name = names.find(found => !found.startsWith('.'))
      if (name === undefined)
        throw new VitrineError('NOT_FOUND', 'This export is no longer kept. Make it once more, then download it.')
      return { name: `${name}.zip`, content: await zipFolder(join(root, id, name)) }
    },
    async close() {
      for (const id of made.splice(0)) await rm(join(root, id), { recursive: true, force: true })
    }
  }
}
