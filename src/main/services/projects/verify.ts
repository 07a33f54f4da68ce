import type { VerifyReport } from '@shared/contract/projects'
import type { ProjectSession } from '../session'

type Problem = VerifyReport['problems'][number]

/** A column that names objects. */
interface Reference {
  readonly table: string
  readonly column: string
  readonly where?: string
  /** What a row is called: `3 images need it`. */
  readonly noun: string
  /** Rows that are made again when they are missing: predictions. */
  readonly isDerived?: boolean
  readonly advice: string
}

const importAgain = 'Import its source again to mend it.'
const importPredictions = 'Import its file again.'
const freezeAgain = 'Freeze the data set again.'

const references: readonly Reference[] = [
  { table: 'image', column: 'hash', where: "pixels <> 'remote'", noun: 'image', advice: importAgain },
  { table: 'dataset', column: 'x', noun: 'data set', advice: freezeAgain },
  { table: 'dataset', column: 'y', noun: 'data set', advice: freezeAgain },
  { table: 'dataset', column: 'examples', noun: 'data set', advice: freezeAgain },
  {
    table: 'run',
    column: 'weights',
    noun: 'run',
    advice: 'Resume the run from its last checkpoint, or train it again.'
  },
  { table: 'prediction_set', column: 'examples', noun: 'imported prediction set', advice: importPredictions },
  { table: 'prediction_set', column: 'object', noun: 'imported prediction set', advice: importPredictions },
  { table: 'prediction', column: 'keys', noun: 'prediction', isDerived: true, advice: '' },
  { table: 'prediction', column: 'object', noun: 'prediction', isDerived: true, advice: '' }
]

/**
 * Checks SQLite's own integrity, that every reference leads somewhere, and the bytes of every object against its name.
 * What can be derived again is repaired: indexes, and predictions, which are made anew when they are asked for. Objects
 * that nothing refers to are no problem: undo may need them.
 */
export async function verifyProject(session: ProjectSession): Promise<VerifyReport> {
  const problems: Problem[] = [...checkDatabase(session)]
  const needed = neededObjects(session)
  const seen = new Set<string>()
  let bytes = 0
  for await (const hash of session.objects.list()) {
    seen.add(hash)
    bytes += await session.objects.size(hash).catch(() => 0)
    if ((await session.objects.verify(hash)) === 'corrupt') {
      problems.push(await broken(session, hash, 'damaged', needed.get(hash) ?? []))
    }
  }
  for (const [hash, uses] of needed) if (!seen.has(hash)) problems.push(await broken(session, hash, 'missing', uses))
  return {
    ok: problems.every(problem => problem.repaired),
    checked: { objects: seen.size, rows: countRows(session), bytes },
    problems
  }
}

function countRows({ database: { sqlite } }: ProjectSession): number {
  return sqlite
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all()
    .reduce((sum, table) => sum + (sqlite.prepare<[], number>(`select count(*) from "${table}"`).pluck().get() ?? 0), 0)
}

function* checkDatabase({ database: { sqlite }, readOnly }: ProjectSession): Generator<Problem> {
  for (const message of sqlite.prepare<[], string>('pragma integrity_check').pluck().all()) {
    if (message === 'ok') continue
    yield { code: 'DATABASE_DAMAGED', message: `The database is damaged: ${message}`, repaired: repairIndexes() }
  }
  for (const row of sqlite.prepare<[], { table: string; rowid: number }>('pragma foreign_key_check').all()) {
    const message = `Row ${row.rowid} of ${row.table} refers to one that is gone.`
    yield { code: 'BROKEN_REFERENCE', message, repaired: false }
  }

  /** Indexes can be made again from their tables. */
  function repairIndexes(): boolean {
    if (readOnly !== null) return false
    sqlite.exec('reindex')
    return sqlite.prepare<[], string>('pragma integrity_check').pluck().get() === 'ok'
  }
}

interface Use {
  readonly reference: Reference
  readonly count: number
}

function neededObjects({ database: { sqlite } }: ProjectSession): ReadonlyMap<string, readonly Use[]> {
  const needed = new Map<string, Use[]>()
  for (const reference of references) {
    const { table, column, where = 'true' } = reference
    const rows = sqlite
      .prepare<[], { hash: string; count: number }>(
        `select ${column} as hash, count(*) as count from ${table} where ${where} and ${column} is not null group by 1`
      )
      .all()
    for (const { hash, count } of rows) needed.set(hash, [...(needed.get(hash) ?? []), { reference, count }])
  }
  return needed
}

async function broken(
  session: ProjectSession,
  hash: string,
  state: 'damaged' | 'missing',
  uses: readonly Use[]
): Promise<Problem> {
  const code = state === 'missing' ? 'OBJECT_MISSING' : 'OBJECT_CORRUPT'
  const affected = uses.map(({ reference, count }) => `${count} ${reference.noun}${count === 1 ? '' : 's'}`).join(', ')
  const what = `Object ${hash.slice(0, 12)} is ${state}`
  if (session.readOnly === null && uses.every(({ reference }) => reference.isDerived)) {
    for (const { reference } of uses) forget(session, reference, hash)
    await session.objects.remove(hash)
    const message =
      uses.length === 0 ? 'Nothing needs it; it was removed.' : `It belongs to ${affected}: made again when asked for.`
    return { code, message: `${what}. ${message}`, repaired: true }
  }
  const advice = uses.find(({ reference }) => !reference.isDerived)?.reference.advice ?? importAgain
  return { code, message: `${what}; it belongs to ${affected}. ${advice}`, repaired: false }
}

function forget({ database }: ProjectSession, { table, column }: Reference, hash: string): void {
  database.sqlite.prepare(`delete from ${table} where ${column} = ?`).run(hash)
}
