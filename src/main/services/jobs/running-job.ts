import { VitrineError, type ErrorBody } from '@shared/contract/errors'
import type { Job } from '@shared/contract/jobs'
import type { Log } from '../../ports'
import type { StoredJob } from './job-store'

export interface JobSpec {
  readonly kind: Job['kind']
  readonly title: string
  readonly runId?: string
  /** Jobs of one lane run one after another. Default: at once. */
  readonly lane?: string
  /** Settles when the job may begin, where its caller keeps the order itself. */
  readonly turn?: Promise<void>
  /** Stands for the job's result until there is one: what `onResume` needs to begin again. */
  readonly input?: unknown
  /** It changes nothing in the project: may run where that can't be changed. */
  readonly changesNothing?: boolean
  /** It belongs to the program and to no project: runs without one, and goes on when one closes. */
  readonly ofProgram?: boolean
  /** Given by jobs that can rest. */
  readonly pause?: () => void
  readonly resume?: () => void
}

/** What the work of a job is given. */
export interface JobContext {
  readonly id: string
  /** Aborted by cancel and when the project closes: stop soon and leave nothing behind. */
  readonly signal: AbortSignal
  /**
   * `share` done in [0, 1], null while unknown; `detail` is one line: `412 of 797 images`. `secondsLeft` where the work
   * knows better than its share and its age tell: work that goes on from a checkpoint is young and nearly done.
   */
  progress(share: number | null, detail: string, secondsLeft?: number | null): void
  /** Lets others have the thread; throws CANCELLED when the job was cancelled meanwhile. */
  checkpoint(): Promise<void>
}

export interface RunningJob {
  job(): Job
  run(turn: Promise<unknown>, work: (context: JobContext) => Promise<unknown>): Promise<void>
  cancel(): void
  interrupt(): void
  pause(): void
  resume(): void
  readonly ended: Promise<void>
}

export interface RunningJobDeps {
  readonly now: () => Date
  readonly log: Log
  /** State changes are kept; progress is only told. */
  save(job: StoredJob): void
  publish(job: Job): void
}

/** Progress is told at most this often, milliseconds. */
const progressInterval = 100

export function createRunningJob(id: string, spec: JobSpec, deps: RunningJobDeps): RunningJob {
  const { now, log, save, publish } = deps
  const stop = new AbortController()
  let markEnded: () => void = () => undefined
  const ended = new Promise<void>(resolve => (markEnded = resolve))
  let lastTold = 0
  /** When the work itself expects its end, milliseconds. */
  let end: number | null = null
  let state: StoredJob = {
    id,
    kind: spec.kind,
    title: spec.title,
    state: 'queued',
    progress: null,
    detail: '',
    createdAt: now().toISOString(),
    startedAt: null,
    endedAt: null,
    runId: spec.runId ?? null,
    error: null,
    result: spec.input ?? null,
    revision: 1
  }
  save(state)
  publish(job())

  function job(): Job {
    const { createdAt: _, ...rest } = state
    return { ...rest, eta: eta(state, end, now()), actions: actions() }
  }

  function actions(): Job['actions'] {
    switch (state.state) {
      case 'queued':
        return ['cancel']
      case 'running':
        return spec.pause ? ['cancel', 'pause'] : ['cancel']
      case 'paused':
        return ['cancel', 'resume']
      default:
        return []
    }
  }

  function change(change: Partial<StoredJob>, keep: boolean): void {
    state = { ...state, ...change, revision: state.revision + 1 }
    if (keep) save(state)
    publish(job())
  }

  function progress(share: number | null, detail: string, secondsLeft: number | null = null): void {
    const time = now().getTime()
    end = secondsLeft === null ? null : time + 1000 * secondsLeft
    if (time - lastTold < progressInterval && share !== 1) {
      state = { ...state, progress: share, detail, revision: state.revision + 1 }
      return
    }
    lastTold = time
    change({ progress: share, detail }, false)
  }

  async function checkpoint(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    stop.signal.throwIfAborted()
  }

  async function run(turn: Promise<unknown>, work: (context: JobContext) => Promise<unknown>): Promise<void> {
    try {
      await Promise.race([turn, aborted(stop.signal)])
      stop.signal.throwIfAborted()
      change({ state: 'running', startedAt: now().toISOString() }, true)
      const result = await work({ id, signal: stop.signal, progress, checkpoint })
      finish({ state: 'succeeded', progress: 1, result })
    } catch (error) {
      finish(outcome(error, stop.signal, log, spec.title))
    } finally {
      markEnded()
    }
  }

  function finish(outcome: Partial<StoredJob>): void {
    try {
      change({ ...outcome, endedAt: now().toISOString() }, true)
    } catch (error) {
      // The disk may be full just now: the windows are told all the same, the project finds it interrupted later.
      log.error(`The end of “${spec.title}” was not saved`, error)
      publish(job())
    }
  }

  return {
    job,
    run,
    ended,
    cancel: () => stop.abort(new VitrineError('CANCELLED', 'Cancelled.')),
    interrupt: () => stop.abort(new Interruption()),
    pause() {
      spec.pause?.()
      change({ state: 'paused' }, true)
    },
    resume() {
      spec.resume?.()
      change({ state: 'running' }, true)
    }
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))

/** The project closes: not the user's wish to end the job. */
class Interruption extends Error {
  override readonly name = 'AbortError'
}

function outcome(error: unknown, signal: AbortSignal, log: Log, title: string): Partial<StoredJob> {
  if (signal.aborted) return { state: signal.reason instanceof Interruption ? 'interrupted' : 'cancelled' }
  if (error instanceof VitrineError) return { state: 'failed', error: error.toBody() }
  log.error(`Job “${title}” failed`, error)
  const body: ErrorBody = { code: 'INTERNAL', message: `“${title}” failed by a fault in Vitrine. Its log tells more.` }
  return { state: 'failed', error: body }
}

function eta(job: StoredJob, end: number | null, now: Date): string | null {
  if (job.state !== 'running' || job.startedAt === null || !job.progress) return null
  const elapsed = now.getTime() - Date.parse(job.startedAt)
  return new Date(end ?? now.getTime() + (elapsed * (1 - job.progress)) / job.progress).toISOString()
}
