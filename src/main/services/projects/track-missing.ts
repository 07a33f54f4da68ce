import type { Log } from '../../ports'
import type { HistoryService } from '../history/history-service'
import type { ProjectSession } from '../session'
import { missingParts } from './missing-parts'

/** What of open projects is not there, as sentences. */
export interface MissingTracker {
  of(session: ProjectSession): readonly string[]
  /** At the opening of a project. */
  look(session: ProjectSession): Promise<void>
  /** An import, a restored folder or a relinked one may have brought back what was missing. */
  lookAgain(session: ProjectSession): Promise<void>
}

export interface TrackMissingDeps {
  readonly history: Pick<HistoryService, 'onCommit'>
  readonly log: Log
  /** Something else is missing than was told. */
  readonly onChange: (session: ProjectSession) => void
}

export function trackMissing({ history, log, onChange }: TrackMissingDeps): MissingTracker {
  const missing = new WeakMap<ProjectSession, readonly string[]>()
  const of = (session: ProjectSession): readonly string[] => missing.get(session) ?? []

  async function look(session: ProjectSession): Promise<void> {
    const found = await missingParts(session).catch((error: unknown) => {
      // A newer version may name its objects otherwise: that must not keep anybody from the project.
      log.warn(`What the project lacks could not be told: ${String(error)}`)
      return []
    })
    missing.set(session, found)
  }

  async function lookAgain(session: ProjectSession): Promise<void> {
    const before = of(session)
    await look(session)
    if (before.join() !== of(session).join()) onChange(session)
  }

  history.onCommit(({ session, changed }) => {
    const isAboutFiles = changed.has('image') || changed.has('source')
    if (isAboutFiles && of(session).length > 0) void lookAgain(session)
  })

  return { of, look, lookAgain }
}
