import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { explaining } from '../../files/file-system'

export interface WalkedFolder {
  /** Paths of all files below it, hidden ones included. */
  readonly files: readonly string[]
  /** Subfolders that could not be read: told, not fatal. */
  readonly unreadable: readonly { readonly path: string; readonly message: string }[]
}

/** Errors: those of the folder itself, NOT_FOUND and NO_PERMISSION. */
export async function walkFolder(folder: string): Promise<WalkedFolder> {
  const files: string[] = []
  const unreadable: { path: string; message: string }[] = []
  const waiting: string[] = []
  async function read(path: string): Promise<void> {
    for (const entry of await explaining(path, () => readdir(path, { withFileTypes: true }))) {
      if (entry.isDirectory()) waiting.push(join(path, entry.name))
      else if (entry.isFile()) files.push(join(path, entry.name))
    }
  }
  await read(folder)
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const subfolder = path
    await read(subfolder).catch((error: unknown) => {
      if (!(error instanceof VitrineError)) throw error
      unreadable.push({ path: subfolder, message: error.message })
    })
  }
  return { files, unreadable }
}
