import type { Job } from '@shared/contract/jobs'
import type { ErrorBody } from '@shared/contract/errors'
import type { ProjectDatabase } from '../../storage/database'

/** A job without what only a living one has. */
export type StoredJob = Omit<Job, 'eta' | 'actions'> & { readonly createdAt: string }

interface JobRow {
  id: string
  kind: string
  title: string
  state: string
  detail: string
  progress: number | null
  created_at: number
  started_at: number | null
  ended_at: number | null
  run_id: string | null
  error: string | null
  result: string | null
  revision: number
}

/** Ended jobs that a project remembers. */
const kept = 200

export interface JobStore {
  save(job: StoredJob): void
  /** Newest first. */
  list(): readonly StoredJob[]
}

/** Jobs in the project's database: what was live when the program ended is found again. */
export function createJobStore({ sqlite }: ProjectDatabase): JobStore {
  const save = sqlite.prepare<JobRow>(
    `insert or replace into job
       (id, kind, title, state, detail, progress, created_at, started_at, ended_at, run_id, error, result, revision)
     values
       (@id, @kind, @title, @state, @detail, @progress, @created_at, @started_at, @ended_at, @run_id, @error, @result, @revision)`
  )
  const forget = sqlite.prepare(
    `delete from job where state in ('succeeded', 'failed', 'cancelled')
       and id not in (select id from job order by created_at desc limit ${kept})`
  )
  const list = sqlite.prepare<[], JobRow>('select * from job order by created_at desc')
  return {
    save(job) {
      save.run(toRow(job))
      forget.run()
    },
    list: () => list.all().map(fromRow)
  }
}

/** For what no project keeps: remembered until the program ends, or a project closes that can't be written. */
export function keepInMemory(stored: Pick<JobStore, 'list'> = { list: () => [] }): JobStore {
  const jobs = new Map<string, StoredJob>()
  return {
    save: job => void jobs.set(job.id, job),
    list: () => [...[...jobs.values()].reverse(), ...stored.list()]
  }
}

const toTime = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant))
const toInstant = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())

function toRow(job: StoredJob): JobRow {
  return {
    id: job.id,
    kind: job.kind,
    title: job.title,
    state: job.state,
    detail: job.detail,
    progress: job.progress,
    created_at: Date.parse(job.createdAt),
    started_at: toTime(job.startedAt),
    ended_at: toTime(job.endedAt),
    run_id: job.runId,
    error: job.error && JSON.stringify(job.error),
    result: job.result === undefined || job.result === null ? null : JSON.stringify(job.result),
    revision: job.revision
  }
}

function fromRow(row: JobRow): StoredJob {
  return {
    id: row.id,
    // Written by toRow only.
    kind: row.kind as Job['kind'],
    state: row.state as Job['state'],
    title: row.title,
    detail: row.detail,
    progress: row.progress,
    createdAt: new Date(row.created_at).toISOString(),
    startedAt: toInstant(row.started_at),
    endedAt: toInstant(row.ended_at),
    runId: row.run_id,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorBody),
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    revision: row.revision
  }
}
