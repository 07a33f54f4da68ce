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
  /** Starts a job of the open project and returns at once; `work`'s result becomes the job's. */
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
}

interface SessionJobs {
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

export function createJobsService({ workspace, bus, log, now }: JobsDeps): JobsService {
  const resumers = new Map<Job['kind'], (job: Job) => Promise<void>>()
  const jobsOf = perSession(openJobs)

  function openJobs(session: ProjectSession): SessionJobs {
    const stored = createJobStore(session.database)
    const store = session.readOnly === null ? stored : keepInMemory(stored)
    if (session.readOnly === null) {
      // Nothing runs yet in a project just opened: these were cut off when the program ended.
      for (const job of store.list().filter(job => live.has(job.state))) {
        store.save({ ...job, state: 'interrupted', endedAt: now().toISOString(), revision: job.revision + 1 })
      }
    }
    return { store, running: new Map(), lanes: new Map() }
  }

  function atRest(job: StoredJob, { readOnly }: ProjectSession): Job {
    const { createdAt: _, ...rest } = job
    const canResume = readOnly === null && job.state === 'interrupted' && resumers.has(job.kind)
    return { ...rest, eta: null, actions: canResume ? ['resume'] : [] }
  }

  function all(session: ProjectSession): readonly Job[] {
    const { store, running } = jobsOf(session)
    return store.list().map(job => running.get(job.id)?.job() ?? atRest(job, session))
  }

  function find(id: string): Job {
    const session = workspace.session()
    const job = jobsOf(session).running.get(id)?.job() ?? all(session).find(job => job.id === id)
    if (!job) throw new VitrineError('NOT_FOUND', 'There is no such job in this project.', { id })
    return job
  }

  function start(spec: JobSpec, work: (context: JobContext) => Promise<unknown>): Job {
    const session = spec.changesNothing ? workspace.session() : workspace.writable()
    const { store, running, lanes } = jobsOf(session)
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
    const job = jobsOf(workspace.session()).running.get(id)
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
    list: () => [...all(workspace.session())],
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
      await jobsOf(workspace.session()).running.get(id)?.ended
      return find(id)
    },
    hasLive() {
      const session = workspace.current()
      return session !== null && jobsOf(session).running.size > 0
    },
    async interruptAll(session) {
      const jobs = [...jobsOf(session).running.values()]
      for (const job of jobs) job.interrupt()
      await Promise.all(jobs.map(job => job.ended))
    }
  }
}
