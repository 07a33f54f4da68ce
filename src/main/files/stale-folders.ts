import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What is left by a program that was killed, after this time, milliseconds. */
const staleAfter = 24 * 60 * 60 * 1000

/** Deletes what lies in a folder of passing things for longer than a day; another program's of today stay. */
export async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => null)
    if (found && Date.now() - found.mtimeMs > staleAfter) await rm(join(folder, name), { recursive: true, force: true })
  }
}
