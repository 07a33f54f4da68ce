import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { explaining, realFileSystem, syncFolder, systemCode, type FileSystem } from '../../files/file-system'
import type { JobContext } from '../jobs/running-job'

/** Writes an export into a folder that gets its name when everything is in it. */
export interface ExportWriter {
  /** Where files are put for now. */
  readonly folder: string
  /** `name` is a path with `/`. Errors: NO_SPACE, NO_PERMISSION. */
  write(name: string, content: string | Uint8Array): Promise<void>
  /** Tells how far it is and lets a cancel through. */
  progress(share: number, detail: string): Promise<void>
}

/**
 * Runs `fill` on a folder beside `out` and moves it to `out` at the end; a failure or cancel leaves nothing behind.
 * Nothing of the user's is ever written over. Files aren't synced one by one: an export of thousands would take minutes,
 * and it can be made anew. Errors: CONFLICT when `out` is not empty.
 */
export async function writeExport<T>(
  out: string,
  job: JobContext,
  fill: (writer: ExportWriter) => Promise<T>,
  fileSystem: FileSystem = realFileSystem
): Promise<T> {
  await checkEmpty(out)
  const parent = dirname(out)
  const folder = join(parent, `.${basename(out)}.${randomUUID()}.tmp`)
  await explaining(out, () => mkdir(folder, { recursive: true }))
  try {
    const result = await fill({
      folder,
      async write(name, content) {
        const path = join(folder, ...name.split('/'))
        await explaining(path, async () => {
          await mkdir(dirname(path), { recursive: true })
          await writeFresh(path, content, fileSystem)
        })
      },
      async progress(share, detail) {
        await job.checkpoint()
        job.progress(share, detail)
      }
    })
    await checkEmpty(out)
    await explaining(out, async () => {
      // Windows renames onto nothing only.
      await rmdir(out).catch(ignoreMissing)
      await rename(folder, out)
      await syncFolder(parent, fileSystem)
    })
    return result
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeFresh(path: string, content: string | Uint8Array, fileSystem: FileSystem): Promise<void> {
  const handle = await fileSystem.open(path, 'wx')
  try {
    await handle.writeFile(content)
  } finally {
    await handle.close()
  }
}

async function checkEmpty(out: string): Promise<void> {
  const names = await explaining(out, () =>
    readdir(out).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return []
      throw error
    })
  )
  if (names.length > 0) {
    const message = `${out} is not empty. Choose a new folder, so that nothing is written over.`
    throw new VitrineError('CONFLICT', message, { out })
  }
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error
}
