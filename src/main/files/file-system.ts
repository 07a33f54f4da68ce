import * as nodeFileSystem from 'node:fs/promises'
import { VitrineError, type ErrorCode } from '@shared/contract/errors'

/** The calls through which everything is written, and asked whether it may be: a port, so that tests can inject a full disk or a missing right. */
export type FileSystem = Pick<
  typeof nodeFileSystem,
  'access' | 'link' | 'mkdir' | 'open' | 'readFile' | 'readdir' | 'rename' | 'rm' | 'stat'
>

export const realFileSystem: FileSystem = nodeFileSystem

const failures: Readonly<Record<string, { code: ErrorCode; sentence: (path: string) => string }>> = {
  ENOSPC: {
    code: 'NO_SPACE',
    sentence: path =>
      `The disk is full: ${path} was not written. What was saved before is intact; free some space and try again.`
  },
  EDQUOT: {
    code: 'NO_SPACE',
    sentence: path => `The disk quota is used up: ${path} was not written. What was saved before is intact.`
  },
  EACCES: {
    code: 'NO_PERMISSION',
    sentence: path => `Vitrine has no right to use ${path}. Change its permissions or choose another folder.`
  },
  EPERM: {
    code: 'NO_PERMISSION',
    sentence: path => `The system refuses access to ${path}. Change its permissions or choose another folder.`
  },
  EROFS: {
    code: 'READ_ONLY',
    sentence: path => `${path} lies on read-only media. Copy the folder to a writable disk to change it.`
  },
  ENOENT: { code: 'NOT_FOUND', sentence: path => `${path} does not exist. It may have been moved or deleted.` },
  ENOTDIR: { code: 'NOT_FOUND', sentence: path => `A part of ${path} is a file where a folder is needed.` },
  EEXIST: {
    code: 'CONFLICT',
    sentence: path => `Something else is already at ${path}. Move it away or choose another place.`
  },
  EISDIR: { code: 'INVALID_INPUT', sentence: path => `${path} is a folder where a file is needed.` },
  EFBIG: { code: 'NO_SPACE', sentence: path => `${path} is too big for this file system.` }
}

export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Turns a system failure into an error with a closed code; what it doesn't know is returned as it is, a bug. */
export function explainFailure(error: unknown, path: string): unknown {
  const systemFailure = systemCode(error)
  const known = systemFailure === undefined ? undefined : failures[systemFailure]
  if (known === undefined || error instanceof VitrineError) return error
  return new VitrineError(known.code, known.sentence(path), { path, systemCode: systemFailure }, { cause: error })
}

export async function explaining<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw explainFailure(error, path)
  }
}

/** Makes a rename or a new entry in `folder` survive power loss. */
export async function syncFolder(folder: string, fileSystem: FileSystem = realFileSystem): Promise<void> {
  // Windows can't open a folder; NTFS journals the entry itself.
  if (process.platform === 'win32') return
  const handle = await fileSystem.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
