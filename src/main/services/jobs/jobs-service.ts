import { randomUUID } from 'node:crypto'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Job, jobsContract } from '@shared/contract/jobs'
import type { Log } from '../../ports'
import type { EventBus } from '../event-bus'
import type { ProjectSession } from '../session'
import { perSession, type Workspace } from '../workspace'
import { createJobStore, keepInMemory, type JobStore, type StoredJob } from './job-store'
import { createRunningJob, type JobContext, type JobSpec, type RunningJob } from './running-job'

export interface JobsService extends Handlers<typeof jobsContract> {
  /** Starts a job of the open project, or of the program, and returns at once; `work`'s result becomes the job's. */
  start(spec: JobSpec, work: (context: JobContext) => Promise<unknown>): Job
  /** What `resume` does with an interrupted job of this kind, in which the old job ends and a new one goes on. */
  onResume(kind: Job['kind'], resume: (job: Job) => Promise<void>): void
  /** Live jobs and the latest ended ones, newest first; where another program has the project open, its jobs, too. */
  all(session: ProjectSession): readonly Job[]
  /** When the job has ended, whatever its end. */
  ended(id: string): Promise<Job>
  /** Whether an end of the program would cut off work. */
  hasLive(): boolean
  /** Ends the project's live jobs as interrupted and waits for them. */
  interruptAll(session: ProjectSession): Promise<void>
  /** Ends the program's own jobs and waits for them. */
  close(): Promise<void>
}

interface OwnedJobs {
  readonly store: JobStore
  readonly running: Map<string, RunningJob>
  readonly lanes: Map<string, Promise<unknown>>
}

export interface JobsDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly log: Log
  readonly now: () => Date
}

const live: ReadonlySet<Job['state']> = new Set(['queued', 'running', 'paused'])

const ownedJobs = (store: JobStore): OwnedJobs => ({ store, running: new Map(), lanes: new Map() })

async function interrupt({ running }: OwnedJobs): Promise<void> {
  const jobs = [...running.values()]
  for (const job of jobs) job.interrupt()
  await Promise.all(jobs.map(job => job.ended))
}

export function createJobsService({ workspace, bus, log, now }: JobsDeps): JobsService {
  const resumers = new Map<Job['kind'], (job: Job) => Promise<void>>()
  const jobsOf = perSession(openJobs)
  const program: OwnedJobs = ownedJobs(keepInMemory())

  /** The open project's, where there is one, and the program's. */
  function owners(): readonly OwnedJobs[] {
    const session = workspace.current()
    return session ? [program, jobsOf(session)] : [program]
  }

  function openJobs(session: ProjectSession): OwnedJobs {
    const stored = createJobStore(session.database)
    const store = session.readOnly === null ? stored : keepInMemory(stored)
    if (session.readOnly === null) {
      // Nothing runs yet in a project just opened: these were cut off when the program ended.
      for (const job of store.list().filter(job => live.has(job.state))) {
        store.save({ ...job, state: 'interrupted', endedAt: now().toISOString(), revision: job.revision + 1 })
      }
    }
    return ownedJobs(store)
  }

  function atRest(job: StoredJob, isReadOnly: boolean): Job {
    const { createdAt: _, ...rest } = job
    const canResume = !isReadOnly && job.state === 'interrupted' && resumers.has(job.kind)
    return { ...rest, eta: null, actions: canResume ? ['resume'] : [] }
  }

  /** Newest first. */
  function told(of: readonly OwnedJobs[], isReadOnly: boolean): Job[] {
    const running = new Map(of.flatMap(owner => [...owner.running]))
    return of
      .flatMap(({ store }) => store.list())
      .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
      .map(job => running.get(job.id)?.job() ?? atRest(job, isReadOnly))
  }
  const all = (session: ProjectSession): readonly Job[] => told([jobsOf(session)], session.readOnly !== null)
  const list = (): Job[] => told(owners(), (workspace.current()?.readOnly ?? null) !== null)

  const running = (id: string): RunningJob | undefined =>
    owners()
      .map(owner => owner.running.get(id))
      .find(job => job !== undefined)

  function find(id: string): Job {
    const job = running(id)?.job() ?? list().find(job => job.id === id)
    if (!job) throw new VitrineError('NOT_FOUND', 'There is no such job in this project.', { id })
    return job
  }

  function ownerOf({ ofProgram, changesNothing }: JobSpec): OwnedJobs {
    if (ofProgram) return program
    return jobsOf(changesNothing ? workspace.session() : workspace.writable())
  }

  function start(spec: JobSpec, work: (context: JobContext) => Promise<unknown>): Job {
    const { store, running, lanes } = ownerOf(spec)
    const id = randomUUID()
    const turn = (spec.lane === undefined ? spec.turn : lanes.get(spec.lane)) ?? Promise.resolve()
    const job = createRunningJob(id, spec, {
      now,
      log,
      save: stored => store.save(stored),
      publish: changed => bus.publish({ type: 'job', job: changed })
    })
    running.set(id, job)
    const end = job.run(turn, work).finally(() => running.delete(id))
    // One that is cancelled while it waits ends at once: the lane is free when those before it have ended, too.
    if (spec.lane !== undefined) lanes.set(spec.lane, Promise.all([turn, end]))
    return job.job()
  }

  function control(action: Job['actions'][number], id: string): RunningJob {
    const job = running(id)
    if (!job?.job().actions.includes(action)) {
      throw new VitrineError('CONFLICT', `“${find(id).title}” can’t ${action} now: it is ${find(id).state}.`, { id })
    }
    return job
  }

  async function resume(id: string): Promise<Job> {
    const job = find(id)
    const resumer = resumers.get(job.kind)
    if (job.state !== 'interrupted' || !resumer) {
      control('resume', id).resume()
      return find(id)
    }
    await resumer(job)
    const { store } = jobsOf(workspace.session())
    const old = store.list().find(stored => stored.id === id)
    if (old) store.save({ ...old, state: 'cancelled', detail: 'Goes on as a new job.', revision: old.revision + 1 })
    return find(id)
  }

  return {
    start,
    onResume: (kind, resumer) => void resumers.set(kind, resumer),
    all,
    list,
    get: ({ id }) => find(id),
    async cancel({ id }) {
      const job = control('cancel', id)
      job.cancel()
      await job.ended
      return find(id)
    },
    pause({ id }) {
      control('pause', id).pause()
      return find(id)
    },
    resume: ({ id }) => resume(id),
    async ended(id) {
      await running(id)?.ended
      return find(id)
    },
    hasLive: () => owners().some(owner => owner.running.size > 0),
    interruptAll: session => interrupt(jobsOf(session)),
    close: () => interrupt(program)
  }
}
