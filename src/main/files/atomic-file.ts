import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import type { FileHandle } from 'node:fs/promises'
import { explaining, realFileSystem, syncFolder, type FileSystem } from './file-system'

/**
 * Replaces `path` as a whole: after a crash, there is the old content or the new one, never a part.
 * When it returns, the new content survives power loss. Errors: NO_SPACE, NO_PERMISSION, READ_ONLY, NOT_FOUND.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  fileSystem: FileSystem = realFileSystem
): Promise<void> {
  await replaceFile(path, handle => handle.writeFile(content), fileSystem)
}

/** As `writeFileAtomically`, for content that is written piece by piece. */
export async function replaceFile(
  path: string,
  write: (handle: FileHandle) => Promise<void>,
  fileSystem: FileSystem = realFileSystem
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  await explaining(path, async () => {
    try {
      await writeSynced(temporary, write, fileSystem)
      await fileSystem.rename(temporary, path)
    } catch (error) {
      await fileSystem.rm(temporary, { force: true })
      throw error
    }
    await syncFolder(dirname(path), fileSystem)
  })
}

/** Writes a new file and waits until its bytes are on the disk; its folder entry is the caller's to sync. */
export async function writeSynced(
  path: string,
  write: (handle: FileHandle) => Promise<void>,
  fileSystem: FileSystem
): Promise<void> {
  const handle = await fileSystem.open(path, 'wx')
  try {
    await write(handle)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
