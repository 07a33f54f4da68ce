import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import type { ProjectSession } from '../session'

/** Objects younger than this may belong to work that has not written its rows yet, milliseconds. */
const youth = 60 * 60 * 1000

const hashes = /[0-9a-f]{64}/g

/**
 * Removes objects that nothing names any more: no row of any table, no step of undo, no run's file. Anything that looks
 * like a hash counts as naming one. Returns how many went.
 */
export async function removeUnusedObjects(session: ProjectSession, now: Date): Promise<number> {
  const named = new Set<string>()
  const note = (text: string): void => {
    for (const [hash] of text.matchAll(hashes)) named.add(hash)
  }
  noteRows(session, note)
  await noteRunFiles(session, note)
  let removed = 0
  for await (const hash of session.objects.list()) {
    if (named.has(hash)) continue
    const { mtimeMs } = await stat(session.objects.path(hash))
    if (now.getTime() - mtimeMs < youth) continue
    await session.objects.remove(hash)
    removed++
  }
  return removed
}

function noteRows({ database: { sqlite } }: ProjectSession, note: (text: string) => void): void {
  const tables = sqlite
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all()
  for (const table of tables) {
    for (const row of sqlite.prepare<[], readonly unknown[]>(`select * from "${table}"`).raw().iterate()) {
      for (const value of row) {
        if (typeof value === 'string' && value.length >= 64) note(value)
        else if (table === 'step' && Buffer.isBuffer(value)) note(inflateRawSync(value).toString('latin1'))
      }
    }
  }
}

async function noteRunFiles(session: ProjectSession, note: (text: string) => void): Promise<void> {
  const runs = join(session.path, 'runs')
  const names = await readdir(runs, { recursive: true }).catch(() => [])
  for (const name of names.filter(entry => entry.endsWith('.json'))) note(await readFile(join(runs, name), 'utf8'))
}
