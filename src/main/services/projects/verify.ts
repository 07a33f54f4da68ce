import type { VerifyReport } from '@shared/contract/projects'
import { hashFile } from '../../files/objects'
import type { JobContext } from '../jobs/running-job'
import type { ProjectSession } from '../session'
import { importAgain, neededObjects, type Reference, type Use } from './needed-objects'
import { missingFiles, referencedImages, type ReferencedImage } from './referenced-files'

type Problem = VerifyReport['problems'][number]

/**
 * Checks SQLite's own integrity, that every reference leads somewhere, and the bytes of every object against its name.
 * What can be derived again is repaired: indexes, and predictions, which are made anew when they are asked for. Objects
 * that nothing refers to are no problem: undo may need them.
 */
export async function verifyProject(session: ProjectSession, job: JobContext): Promise<VerifyReport> {
  const problems: Problem[] = [...checkDatabase(session)]
  const needed = neededObjects(session)
  const referenced = referencedImages(session)
  const seen = new Set<string>()
  for await (const hash of session.objects.list()) seen.add(hash)
  const total = seen.size + referenced.length
  let done = 0
  async function step(): Promise<void> {
    done++
    await job.checkpoint()
    job.progress(done / total, `${done.toLocaleString('en')} of ${total.toLocaleString('en')} files checked`)
  }

  let bytes = 0
  for (const hash of seen) {
    bytes += await session.objects.size(hash).catch(() => 0)
    if ((await session.objects.verify(hash)) === 'corrupt') {
      problems.push(await broken(session, hash, 'damaged', needed.get(hash) ?? []))
    }
    await step()
  }
  for (const [hash, uses] of needed) if (!seen.has(hash)) problems.push(await broken(session, hash, 'missing', uses))
  problems.push(...(await checkReferenced(referenced, step)))
  return {
    ok: problems.every(problem => problem.repaired),
    checked: { objects: seen.size, rows: countRows(session), bytes },
    problems
  }
}

/** Images that were left where they were. */
async function checkReferenced(
  images: readonly ReferencedImage[],
  step: () => Promise<void>
): Promise<readonly Problem[]> {
  const missing = new Set(await missingFiles(images))
  const problems: Problem[] = []
  for (const image of images) {
    const { name, location, hash } = image
    if (missing.has(image)) {
      const message = `The file of ${name} is no longer at ${location}. If its folder was moved, use Locate… in Library › Sources.`
      problems.push({ code: 'FILE_MISSING', message, repaired: false })
    } else if ((await hashFile(location).catch(() => null)) !== hash) {
      const message = `${location} is no longer the file that was imported as ${name}. Bring that back, or import this one as an image of its own.`
      problems.push({ code: 'FILE_CHANGED', message, repaired: false })
    }
    await step()
  }
  return problems
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

async function broken(
  session: ProjectSession,
  hash: string,
  state: 'damaged' | 'missing',
  uses: readonly Use[]
): Promise<Problem> {
  const code = state === 'missing' ? 'OBJECT_MISSING' : 'OBJECT_CORRUPT'
  const affected = uses.map(use => describe(session, use, hash)).join(', ')
  const what = `Object ${hash.slice(0, 12)} is ${state}`
  if (session.readOnly !== null && uses.length === 0) {
    const message = `${what}. Nothing needs it: a check removes it where the project can be changed.`
    return { code, message, repaired: false }
  }
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

/** Names that a message gives. */
const named = 3

/** `2 images (coat.jpg, the same.jpg)` */
function describe({ database }: ProjectSession, { reference, count }: Use, hash: string): string {
  const what = `${count} ${reference.noun}${count === 1 ? '' : 's'}`
  if (reference.table !== 'image') return what
  const select = database.sqlite.prepare<[string], string>(`select name from image where hash = ? limit ${named}`)
  return `${what} (${select.pluck().all(hash).join(', ')}${count > named ? ', …' : ''})`
}

function forget({ database }: ProjectSession, { table, column }: Reference, hash: string): void {
  database.sqlite.prepare(`delete from ${table} where ${column} = ?`).run(hash)
}
