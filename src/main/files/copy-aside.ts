import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { explaining, systemCode } from './file-system'

export interface CopiedFile {
  readonly path: string
  remove(): Promise<void>
}

/** Copies a file, and those beside it whose names go on with `suffixes`, into a temporary folder. Errors: those of reading, NO_SPACE. */
export async function copyAside(path: string, suffixes: readonly string[] = []): Promise<CopiedFile> {
  const folder = await explaining(tmpdir(), () => mkdtemp(join(tmpdir(), 'vitrine-copy-')))
  const remove = () => rm(folder, { recursive: true, force: true })
  const copy = join(folder, basename(path))
  try {
    await explaining(path, async () => {
      await copyFile(path, copy)
      for (const suffix of suffixes) await copyFile(path + suffix, copy + suffix).catch(ignoreMissing)
    })
    return { path: copy, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

function ignoreMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error
}
