import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProjectSession } from '../session'

/** Bytes of a project's parts. */
export async function measureUsage({ path }: Pick<ProjectSession, 'path'>) {
  const [objects, runs, cache, whole] = await Promise.all([
    folderSize(join(path, 'objects')),
    folderSize(join(path, 'runs')),
    folderSize(join(path, 'cache')),
    folderSize(path)
  ])
  return { objects, runs, cache, database: whole - objects - runs - cache }
}

/** What the list of recent projects says of one. */
export function countsOf({ database: { sqlite } }: ProjectSession): { images: number; runs: number } {
  const images = sqlite.prepare<[], number>('select count(*) from image').pluck().get() ?? 0
  const hasRuns = sqlite.prepare("select 1 from sqlite_schema where name = 'run'").get() !== undefined
  const runs = hasRuns ? (sqlite.prepare<[], number>('select count(*) from run').pluck().get() ?? 0) : 0
  return { images, runs }
}

/** Bytes of all files below; what vanishes meanwhile doesn't count. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    bytes += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0
    )
  }
  return bytes
}
