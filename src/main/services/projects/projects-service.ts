import { homedir } from 'node:os'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Handlers } from '@shared/contract/handlers'
import type { Project, projectsContract } from '@shared/contract/projects'
import type { BackendPorts } from '../../ports'
import { explaining, systemCode } from '../../files/file-system'
import type { EventBus } from '../event-bus'
import type { HistoryService } from '../history/history-service'
import type { JobsService } from '../jobs/jobs-service'
import { folderSuffix, initialiseProject, openSession, type ProjectSession } from '../session'
import type { Workspace } from '../workspace'
import { followHolder } from './follow-holder'
import type { RecentProjects } from './recent-projects'
import { trackMissing } from './track-missing'
import { createUpkeep } from './upkeep'
import { countsOf } from './usage'

export interface ProjectsService extends Handlers<typeof projectsContract> {
  /** Calls back before a project closes, while it is still open: what shows it to others must end. */
  onClosing(end: () => Promise<void>): void
  /** Calls back before a project closes or its cache is deleted: what waits is written, files in the cache are let go. */
  onRelease(release: (session: ProjectSession) => Promise<void>): void
  /** Tells other programs on this machine where this one answers for the project that is open, now and later. */
  announceHost(address: string): Promise<void>
}

export interface ProjectsDeps {
  readonly ports: BackendPorts
  readonly workspace: Workspace
  readonly history: HistoryService
  readonly jobs: JobsService
  readonly recent: RecentProjects
  readonly bus: EventBus
  readonly now: () => Date
  /** Fills a fresh project with the sample. */
  readonly fillSample: () => Promise<void>
}

export function createProjectsService(deps: ProjectsDeps): ProjectsService {
  const { ports, workspace, history, jobs, recent, bus, now, fillSample } = deps
  let hostAddress: string | null = null
  const closers: (() => Promise<void>)[] = []
  const releasers: ((session: ProjectSession) => Promise<void>)[] = []
  const sessionOptions = { now, ...(ports.fileSystem && { fileSystem: ports.fileSystem }) }
  const missing = trackMissing({
    history,
    log: ports.log,
    onChange(session) {
      if (workspace.current() === session) announce(describe(session))
    }
  })
  const followFailed = (bug: unknown) => ports.log.error('The other program’s changes could not be read', bug)
  /** Opening and closing one after another, whoever asks. */
  let turn: Promise<unknown> = Promise.resolve()

  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = turn.then(action)
    turn = result.catch(() => undefined)
    return result
  }

  function describe(session: ProjectSession): Project {
    return {
      name: session.name,
      path: session.path,
      readOnly: session.readOnly,
      revision: history.revision(session),
      warnings: [...session.warnings, ...missing.of(session)]
    }
  }

  function current(): Project | null {
    const session = workspace.current()
    return session && describe(session)
  }

  async function release(session: ProjectSession): Promise<void> {
    for (const letGo of releasers) await letGo(session)
  }

  async function leave(): Promise<void> {
    const session = workspace.current()
    if (!session) return
    try {
      await attemptAll([
        () => jobs.interruptAll(session),
        ...closers,
        ...releasers.map(letGo => () => letGo(session)),
        () => remember(session)
      ])
    } finally {
      // Whatever could not be put in order: a project that stays half closed could never be opened again.
      workspace.leave()
      await session.close()
    }
  }

  async function enter(path: string): Promise<Project> {
    const wanted = await realpath(path).catch(() => resolve(path))
    const open = workspace.current()
    // One that another program held may be free by now, a full disk have room again.
    const mayHaveChanged = open?.readOnly?.reason === 'locked' || open?.readOnly?.reason === 'no-space'
    if (open?.path === wanted && !mayHaveChanged) return describe(open)
    // Opened before the other one closes: what can't be opened costs nobody the project that is open.
    const session = await openSession(wanted, sessionOptions)
    await leave().catch(async (error: unknown) => {
      await session.close()
      bus.publish({ type: 'project', project: null })
      throw error
    })
    await missing.look(session)
    workspace.enter(session)
    if (session.readOnly?.reason === 'locked') followHolder(session, { history, jobs, bus, report: followFailed })
    if (hostAddress !== null) await session.announce(hostAddress)
    await remember(session)
    return announce(describe(session))
  }

  async function remember(session: ProjectSession): Promise<void> {
    // A disk without room for the list must not keep anybody from the project itself.
    await recent.remember(session, now(), countsOf(session)).catch((error: unknown) => {
      ports.log.warn(`The list of recent projects was not saved: ${String(error)}`)
    })
  }

  function announce(project: Project): Project {
    bus.publish({ type: 'project', project })
    return project
  }

  async function make(path: string, name: string): Promise<void> {
    try {
      await mkdir(path)
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
      throw new VitrineError(
        'CONFLICT',
        `There is something at ${path} already. Choose another name.`,
        { path },
        { cause: error }
      )
    }
    await initialiseProject(path, name, sessionOptions)
  }

  async function create(name: string, folder: string): Promise<Project> {
    if (/[/\\:*?"<>|]|^\./.test(name)) {
      throw new VitrineError('INVALID_INPUT', 'A project’s name is its folder’s name: leave out / \\ : * ? " < > |.', {
        name
      })
    }
    const path = join(folder, `${name}${folderSuffix}`)
    await explaining(path, async () => {
      await mkdir(folder, { recursive: true })
      await make(path, name)
    })
    return await enter(path)
  }

  async function openSample(): Promise<Project> {
    const path = join(ports.userDataDir, `Sample${folderSuffix}`)
    if (await isComplete(path)) return await enter(path)
    // Cut off while it was filled: made again from the start.
    await rm(path, { recursive: true, force: true })
    return await createFilled('Sample', ports.userDataDir)
  }

  /** A new project with the sample in it, or none. */
  async function createFilled(name: string, folder: string): Promise<Project> {
    const { path } = await create(name, folder)
    try {
      await fillSample()
    } catch (error) {
      await leave()
      await rm(path, { recursive: true, force: true })
      bus.publish({ type: 'project', project: null })
      throw error
    }
    return announce(describe(workspace.session()))
  }

  async function isComplete(path: string): Promise<boolean> {
    if (workspace.current()?.path === path) return true
    const session = await openSession(path, sessionOptions).catch(() => null)
    if (!session) return false
    const isFilled = history.revision(session) > 0 || session.readOnly !== null
    await session.close()
    return isFilled
  }

  return {
    current,
    recent() {
      const open = workspace.current()
      return recent.list().map(entry => (entry.path === open?.path ? { ...entry, ...countsOf(open) } : entry))
    },
    forget: ({ path }) => recent.forget(path),
    create: ({ name, folder = ports.documentsDir ?? join(homedir(), 'Documents'), sample }) =>
      inTurn(() => (sample ? createFilled : create)(name, folder)),
    open: ({ path }) => inTurn(() => enter(path)),
    openSample: () => inTurn(openSample),
    close: () =>
      inTurn(async () => {
        try {
          await leave()
        } finally {
          bus.publish({ type: 'project', project: null })
        }
      }),
    ...createUpkeep({ workspace, history, jobs, missing, release, now }),
    onClosing: end => void closers.push(end),
    onRelease: letGo => void releasers.push(letGo),
    async announceHost(address) {
      hostAddress = address
      await workspace.current()?.announce(address)
    }
  }
}

/**
 * One after another, each whatever became of those before it: what waits is written also where a share can't be ended.
 * Throws the first failure.
 */
async function attemptAll(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
