import type { Topic } from '@shared/contract/events'
import type { EventBus } from '../event-bus'
import { createForeignChanges } from '../history/foreign-changes'
import type { HistoryService } from '../history/history-service'
import type { JobsService } from '../jobs/jobs-service'
import type { ProjectSession } from '../session'

/** Looks that often, milliseconds: a look without news is one counter of SQLite's. */
const interval = 500
/** What is kept beside the user's work: told at each change, for nothing says whether it was a part of it. */
const derived: Topic[] = ['datasets', 'models', 'runs', 'evaluations', 'recipes']

export interface FollowDeps {
  readonly history: Pick<HistoryService, 'announce' | 'revision'>
  readonly jobs: Pick<JobsService, 'all'>
  readonly bus: EventBus
  readonly report: (bug: unknown) => void
}

/** Tells, until it closes, what the program that holds a project saves there, so that a read-only view of it stays live. */
export function followHolder(session: ProjectSession, { history, jobs, bus, report }: FollowDeps): void {
  const { sqlite } = session.database
  const version = () => sqlite.pragma('data_version', { simple: true })
  // Read first: what is saved meanwhile counts as news.
  let seen = version()
  const changes = createForeignChanges(session)
  const told = new Map(jobs.all(session).map(({ id, revision }) => [id, revision]))

  function look(): void {
    const now = version()
    if (now === seen) return
    seen = now
    const found = changes()
    if (found) history.announce({ session, revision: history.revision(session), ...found }, derived)
    else bus.publish({ type: 'changed', revision: 0, topics: derived })
    for (const job of jobs.all(session)) {
      if (job.revision <= (told.get(job.id) ?? 0)) continue
      told.set(job.id, job.revision)
      bus.publish({ type: 'job', job })
    }
  }

  const timer = setInterval(() => {
    try {
      look()
    } catch (error) {
      report(error)
    }
  }, interval).unref()
  session.signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}
