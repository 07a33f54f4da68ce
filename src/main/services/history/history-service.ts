import type { Topic } from '@shared/contract/events'
import type { Handlers } from '@shared/contract/handlers'
import type { historyContract, HistoryState } from '@shared/contract/history'
import { createEdit, type Edit, type RecordingEdit } from '../../storage/edit'
import { explainingDatabase } from '../../storage/failures'
import { isEmpty } from '../../storage/inverse'
import type { TrackedName } from '../../storage/schema'
import type { EventBus } from '../event-bus'
import type { ProjectSession } from '../session'
import type { SettingsService } from '../settings-service'
import { perSession, type Workspace } from '../workspace'
import { createAuditLog } from './audit-log'
import { changesOf, type Changes } from './changes'
import { createStepStack, type StepStack } from './step-stack'

export interface Command<T> {
  /** As a menu would say it: `Label 12 photos Coat`. */
  readonly title: string | ((result: T) => string)
  /** Commands of one gesture (a drag, a run of arrow keys) become one step. */
  readonly gesture?: string | undefined
  /** Default: the user. */
  readonly author?: string
  /** What an import makes is told by its source, not by one entry per annotation. */
  readonly audited?: boolean
}

/** What one transaction changed. */
export interface Commit extends Changes {
  readonly session: ProjectSession
  readonly revision: number
}

export interface HistoryService extends Handlers<typeof historyContract> {
  /** The one way to change the user's work: a transaction that becomes a step of undo. It is on the disk on return. */
  run<T>(command: Command<T>, action: (edit: Edit, session: ProjectSession) => T): T
  /** Calls back after each commit, also of undo and redo, before anybody is told. */
  onCommit(listener: (commit: Commit) => void): void
  revision(session: ProjectSession): number
  /** Tells everybody of a change that another program made to a project that is open read-only here, and of what `also` did. */
  announce(commit: Commit, also: readonly Topic[]): void
}

export interface HistoryDeps {
  readonly workspace: Workspace
  readonly bus: EventBus
  readonly settings: SettingsService
  readonly now: () => Date
}

export function createHistoryService({ workspace, bus, settings, now }: HistoryDeps): HistoryService {
  const listeners: ((commit: Commit) => void)[] = []
  /** When the latest change of this session was on the disk, also one of undo. */
  const saved = new WeakMap<ProjectSession, Date>()
  const stackOf = perSession(session => createStepStack(session.database))
  const auditOf = perSession(session => createAuditLog(session.database))

  /** One transaction: changes, undo information, audit and revision are saved together or not at all. */
  function commit<T>(session: ProjectSession, work: (edit: RecordingEdit, stack: StepStack) => T): T {
    const { sqlite } = session.database
    const edit = createEdit(sqlite)
    const { result, revision } = explainingDatabase(() =>
      sqlite
        .transaction(() => {
          const result = work(edit, stackOf(session))
          return { result, revision: isEmpty(edit.inverse) ? null : raiseRevision(session) }
        })
        .immediate()
    )
    if (revision !== null) saved.set(session, now())
    if (revision !== null) announce({ session, revision, ...changesOf(edit.inverse, session) })
    return result
  }

  function announce(commit: Commit, also: readonly Topic[] = []): void {
    for (const listener of listeners) listener(commit)
    const { annotationIds } = commit
    const few = commit.imageIds.length <= fewImages && !commit.changed.has('source')
    bus.publish({
      type: 'changed',
      revision: commit.revision,
      topics: [...new Set(['history' as const, ...[...commit.changed.keys()].map(table => topics[table]), ...also])],
      ...(few && { imageIds: [...commit.imageIds] }),
      ...(annotationIds && annotationIds.length <= fewAnnotations && { annotationIds: [...annotationIds] })
    })
  }

  function state(): HistoryState {
    const session = workspace.session()
    const found = stackOf(session).state()
    return { ...found, savedAt: saved.get(session)?.toISOString() ?? found.savedAt }
  }

  function travel(direction: 'undo' | 'redo') {
    commit(workspace.writable(), (edit, stack) => {
      const taken = stack.take(direction)
      if (!taken) return
      edit.apply(taken.inverse)
      stack.putBack(taken.id, edit.inverse, direction)
      const summary = `${direction === 'undo' ? 'Undo' : 'Redo'}: ${taken.title}`
      auditOf(workspace.session()).note(edit.inverse, { at: now(), author: settings.author(), summary })
    })
    return state()
  }

  return {
    state,
    undo: () => travel('undo'),
    redo: () => travel('redo'),
    onCommit: listener => void listeners.push(listener),
    revision: readRevision,
    announce,
    run(command, action) {
      const session = workspace.writable()
      return commit(session, (edit, stack) => {
        const result = action(edit, session)
        if (isEmpty(edit.inverse)) return result
        const title = typeof command.title === 'string' ? command.title : command.title(result)
        const author = command.author ?? settings.author()
        const merged = stack.push({ title, author, gesture: command.gesture ?? null, at: now() }, edit.inverse)
        if (!merged && command.audited !== false) {
          auditOf(session).note(edit.inverse, { at: now(), author, summary: title })
        }
        return result
      })
    }
  }
}

/** More images than these: a window asks again for all that it shows. */
const fewImages = 100

/** So many are cheaper to ask for by name than by their image. */
const fewAnnotations = 100

const topics: Readonly<Record<TrackedName, Topic>> = {
  source: 'sources',
  image: 'images',
  annotation: 'annotations',
  class: 'classes',
  manifest: 'manifests',
  manifest_canvas: 'manifests',
  prediction_set: 'evaluations',
  label_map: 'evaluations'
}

function raiseRevision(session: ProjectSession): number {
  const raise = session.database.sqlite.prepare<[], number>(
    'update project set revision = revision + 1 returning revision'
  )
  return raise.pluck().get() ?? 0
}

function readRevision(session: ProjectSession): number {
  return session.database.sqlite.prepare<[], number>('select revision from project').pluck().get() ?? 0
}
