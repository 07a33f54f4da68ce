import { desc, eq } from 'drizzle-orm'
import type { CrossValidation } from '@shared/contract/cross-validation'
import { VitrineError } from '@shared/contract/errors'
import { meanAndDeviation } from '@shared/domain/statistics/spread'
import { wilsonInterval } from '@shared/domain/statistics/wilson'
import { crossValidation, type StoredFold } from '../../storage/training-schema'
import type { ProjectSession } from '../session'
import { nextRunNumber } from './run-store'

export type StoredCrossValidation = typeof crossValidation.$inferSelect

export interface CrossValidationStore {
  /** Newest first, without what was deleted. */
  list(): readonly StoredCrossValidation[]
  /** Null = no cross-validation has this id. */
  seek(id: string): StoredCrossValidation | null
  /** Errors: NOT_FOUND. */
  find(id: string): StoredCrossValidation
  findByJob(jobId: string): StoredCrossValidation | null
  insert(row: Omit<typeof crossValidation.$inferInsert, 'number'>): void
  update(id: string, change: Partial<StoredCrossValidation>): void
  changeFold(id: string, fold: number, change: Partial<StoredFold>): void
}

export function createCrossValidationStore({ database: { orm } }: ProjectSession): CrossValidationStore {
  const table = crossValidation
  const seek = (id: string) => orm.select().from(table).where(eq(table.id, id)).get() ?? null
  function find(id: string): StoredCrossValidation {
    const row = seek(id)
    if (!row) throw new VitrineError('NOT_FOUND', 'There is no such cross-validation in this project.', { id })
    return row
  }
  const update: CrossValidationStore['update'] = (id, change) =>
    void orm.update(table).set(change).where(eq(table.id, id)).run()

  return {
    list: () => orm.select().from(table).where(eq(table.removed, false)).orderBy(desc(table.number)).all(),
    find,
    seek,
    findByJob: jobId => orm.select().from(table).where(eq(table.jobId, jobId)).get() ?? null,
    insert(row) {
      orm
        .insert(table)
        .values({ ...row, number: nextRunNumber(orm) })
        .run()
    },
    update,
    changeFold: (id, number, change) =>
      update(id, { folds: find(id).folds.map(fold => (fold.fold === number ? { ...fold, ...change } : fold)) })
  }
}

/** Figures over the folds that are done; `tested` counts the test part. */
export function toCrossValidation(row: StoredCrossValidation, isLive: boolean, tested: number): CrossValidation {
  const done = row.folds.filter(fold => fold.correct !== null)
  const isComplete = done.length === row.folds.length
  const correct = done.reduce((sum, fold) => sum + (fold.correct ?? 0), 0)
  const count = done.reduce((sum, fold) => sum + fold.scored, 0)
  const interval = wilsonInterval(correct, count)
  const figures = row.folds.flatMap(({ testAccuracy }) => (testAccuracy === null ? [] : [testAccuracy]))
  const { createdAt, endedAt, folds, datasetId: _d, removed: _r, ...rest } = row
  return {
    ...rest,
    folds: folds.map(({ trainRows: _t, validationRows: _v, scoredRows: _s, predictions: _p, ...fold }) => fold),
    state: isLive ? 'running' : isComplete ? 'finished' : row.error ? 'failed' : 'interrupted',
    outOfFold: isComplete
      ? { correct, count, accuracy: correct / count, interval: interval && [interval.low, interval.high] }
      : null,
    test: { ...meanAndDeviation(figures), count: tested },
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString()
  }
}
