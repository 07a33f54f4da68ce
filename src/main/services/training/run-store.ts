import { join } from 'node:path'
import { desc, eq, max, sql } from 'drizzle-orm'
import { VitrineError } from '@shared/contract/errors'
import type { Run } from '@shared/contract/runs'
import type { Training } from '@shared/contract/training'
import { isLiveRun } from '@shared/domain/training/live-run'
import { crossValidation, run } from '../../storage/training-schema'
import type { ProjectSession } from '../session'

export type StoredRun = typeof run.$inferSelect

/** Where the files of a run lie. */
export const runFolder = (session: ProjectSession, id: string): string => join(session.path, 'runs', id)

/** The weights of a run's best epoch so far, there once an epoch has ended. */
export const bestCheckpoint = (session: ProjectSession, id: string): string =>
  join(runFolder(session, id), 'checkpoints', 'best.safetensors')

export interface RunStore {
  /** Newest first, without what was deleted. */
  list(): readonly StoredRun[]
  trash(): readonly StoredRun[]
  /** Errors: NOT_FOUND. */
  find(id: string): StoredRun
  insert(row: typeof run.$inferInsert): void
  update(id: string, change: Partial<StoredRun>): void
  nextNumber(): number
}

/** The runs of an open project. What was live when the program ended is found interrupted. */
export function createRunStore({ database: { orm }, readOnly }: ProjectSession): RunStore {
  const list = () => orm.select().from(run).orderBy(desc(run.number)).all()
  const update: RunStore['update'] = (id, change) => void orm.update(run).set(change).where(eq(run.id, id)).run()
  if (readOnly === null) for (const row of list()) if (isLiveRun(row)) update(row.id, { state: 'interrupted' })
  return {
    list: () => list().filter(row => !row.removed),
    trash: () => list().filter(row => row.removed),
    find(id) {
      const row = orm.select().from(run).where(eq(run.id, id)).get()
      if (!row) throw new VitrineError('NOT_FOUND', 'There is no such run in this project.', { id })
      return row
    },
    insert: row => void orm.insert(run).values(row).run(),
    update,
    nextNumber: () => nextRunNumber(orm)
  }
}

/** Runs, cross-validations and imported predictions are counted together: “run 12” names one thing, and for good. */
export function nextRunNumber(orm: ProjectSession['database']['orm']): number {
  const [runs, others] = [run, crossValidation].map(
    table =>
      orm
        .select({ last: max(table.number) })
        .from(table)
        .get()?.last ?? 0
  )
  // The row of an import that was undone is gone; what SQLite counts by goes on.
  const imported = orm.get<{ readonly seq: number } | undefined>(
    sql`select seq from sqlite_sequence where name = 'prediction_set'`
  )
  return Math.max(runs ?? 0, others ?? 0, imported?.seq ?? 0) + 1
}

export function toRun(row: StoredRun, jobId: string | null): Run {
  const { file, createdAt, endedAt, tags, removed: _, weights: __, ...rest } = row
  return {
    ...rest,
    // Stored after parsing, with every default filled in.
    training: file.training as Training,
    tags: [...tags],
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    jobId
  }
}
