import type { VerifyReport } from '@shared/contract/projects'
import type { ProjectSession } from '../session'

type Problem = VerifyReport['problems'][number]

/** Tables with a column that names an object. */
const references = [{ table: 'image', column: 'hash', where: "pixels <> 'remote'" }] as const

/**
 * Checks SQLite's own integrity, that every reference leads somewhere, and the bytes of every object against its name.
 * What can be derived again is repaired: objects that nothing refers to are no problem and stay for undo.
 */
export async function verifyProject(session: ProjectSession): Promise<VerifyReport> {
  const problems: Problem[] = [...checkDatabase(session)]
  const { sqlite } = session.database
  const rows = sqlite
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all()
    .reduce((sum, table) => sum + (sqlite.prepare<[], number>(`select count(*) from "${table}"`).pluck().get() ?? 0), 0)

  const needed = neededObjects(session)
  const seen = new Set<string>()
  let bytes = 0
  for await (const hash of session.objects.list()) {
    seen.add(hash)
    const state = await session.objects.verify(hash)
    if (state === 'corrupt') problems.push(corrupt(hash, needed.get(hash)))
    bytes += await session.objects.size(hash).catch(() => 0)
  }
  for (const [hash, images] of needed) if (!seen.has(hash)) problems.push(missing(hash, images))
  return { ok: problems.every(problem => problem.repaired), checked: { objects: seen.size, rows, bytes }, problems }
}

function* checkDatabase({ database: { sqlite }, readOnly }: ProjectSession): Generator<Problem> {
  for (const message of sqlite.prepare<[], string>('pragma integrity_check').pluck().all()) {
    if (message === 'ok') continue
    yield { code: 'DATABASE_DAMAGED', message: `The database is damaged: ${message}`, repaired: repairIndexes() }
  }
  for (const row of sqlite.prepare<[], { table: string; rowid: number }>('pragma foreign_key_check').all()) {
    yield {
      code: 'BROKEN_REFERENCE',
      message: `Row ${row.rowid} of ${row.table} refers to one that is gone.`,
      repaired: false
    }
  }

  /** Indexes can be made again from their tables. */
  function repairIndexes(): boolean {
    if (readOnly !== null) return false
    sqlite.exec('reindex')
    return sqlite.prepare<[], string>('pragma integrity_check').pluck().get() === 'ok'
  }
}

/** Objects that images need, each with how many do. */
function neededObjects({ database: { sqlite } }: ProjectSession): ReadonlyMap<string, number> {
  const needed = new Map<string, number>()
  for (const { table, column, where } of references) {
    const rows = sqlite
      .prepare<[], { hash: string; count: number }>(
        `select ${column} as hash, count(*) as count from ${table} where ${where} and ${column} is not null group by 1`
      )
      .all()
    for (const { hash, count } of rows) needed.set(hash, (needed.get(hash) ?? 0) + count)
  }
  return needed
}

const affected = (images: number): string => (images === 1 ? '1 image needs it' : `${images} images need it`)

function missing(hash: string, images: number): Problem {
  const message = `Object ${hash.slice(0, 12)} is missing; ${affected(images)}. Import its source again to bring it back.`
  return { code: 'OBJECT_MISSING', message, repaired: false }
}

function corrupt(hash: string, images = 0): Problem {
  const message = `Object ${hash.slice(0, 12)} is damaged; ${affected(images)}. Import its source again to mend it.`
  return { code: 'OBJECT_CORRUPT', message, repaired: false }
}
