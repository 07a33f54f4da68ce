import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import type { Project } from '@shared/contract/projects'
import { copyAside, type CopiedFile } from '../files/copy-aside'
import type { FileSystem } from '../files/file-system'
import { acquireLock, type ProjectLock } from '../files/lock'
import { createObjectStore, type ObjectStore } from '../files/objects'
import { currentVersion, openDatabase, readVersion, type ProjectDatabase } from '../storage/database'
import { inspectMedium, type Medium } from '../storage/medium'

/** One open project: made when it opens, disposed when it closes. */
export interface ProjectSession {
  readonly path: string
  readonly name: string
  readonly database: ProjectDatabase
  readonly objects: ObjectStore
  readonly readOnly: Project['readOnly']
  readonly warnings: readonly string[]
  /** Aborted when the project closes. */
  readonly signal: AbortSignal
  /** Tells others on this machine where this host answers. */
  announce(address: string): Promise<void>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly fileSystem?: FileSystem
  readonly now: () => Date
}

export const databaseName = 'project.sqlite'
export const folderSuffix = '.vitrine'

/** `NAME.vitrine` → `NAME` */
function projectName(path: string): string {
  const name = basename(path)
  return name.endsWith(folderSuffix) ? name.slice(0, -folderSuffix.length) : name
}

/** Makes the folder's parts and an empty database in it. Errors: NO_SPACE, NO_PERMISSION, READ_ONLY. */
export async function initialiseProject(path: string, name: string, options: SessionOptions): Promise<void> {
  for (const part of ['objects', 'runs', 'cache']) await mkdir(join(path, part), { recursive: true })
  const medium = await inspectMedium(path, options.fileSystem)
  const database = openDatabase(join(path, databaseName), { readOnly: false, supportsWal: medium.supportsWal })
  nameProject(database, name, options.now())
  database.close()
}

/** Also at each opening: the program may have died between making the tables and naming the project. */
function nameProject({ sqlite }: ProjectDatabase, name: string, now: Date): void {
  sqlite
    .prepare('insert or ignore into project (id, name, revision, created_at) values (1, ?, 0, ?)')
    .run(name, now.getTime())
}

/** Opens an existing project, read-only when it can't be written or another host has it. Errors: NOT_FOUND, CORRUPT. */
export async function openSession(path: string, options: SessionOptions): Promise<ProjectSession> {
  const medium = await inspectMedium(path, options.fileSystem).catch((cause: unknown) => {
    throw new VitrineError(
      'NOT_FOUND',
      `There is no project at ${path}. It may have been moved or deleted.`,
      { path },
      { cause }
    )
  })
  try {
    return await openOn(medium, path, medium.readOnly, options)
  } catch (error) {
    // The lock and SQLite's own files need room even where nothing is changed.
    if (error instanceof VitrineError && error.code === 'NO_SPACE')
      return await openOn(medium, path, 'no-space', options)
    throw error
  }
}

type Fixed = Exclude<NonNullable<Project['readOnly']>['reason'], 'newer-version' | 'locked'> | null

/** `fixed` says why nothing can be written there. */
async function openOn(medium: Medium, path: string, fixed: Fixed, options: SessionOptions): Promise<ProjectSession> {
  const lasting = join(path, databaseName)
  let file = fixed === null ? inPlace(lasting) : await copyDatabase(lasting)
  let lock: Awaited<ReturnType<typeof tryLock>> | null = null
  try {
    const version = readVersion(file.path)
    if (version === 0) throw noProject(path)
    if (fixed === null && version <= currentVersion) lock = await tryLock(path, options.fileSystem)
    if (lock?.readOnly?.reason === 'no-permission') file = await copyDatabase(lasting)
    const readOnly = lock?.readOnly ?? fixedReason(fixed) ?? versionReason(version)
    // A project of an older version can be brought up to date in its copy.
    if (file.path !== lasting && version < currentVersion) openDatabase(file.path, { readOnly: false }).close()
    const database = openDatabase(file.path, { readOnly: readOnly !== null, supportsWal: medium.supportsWal })
    if (readOnly === null) nameProject(database, projectName(path), options.now())
    return createSession(path, { database, file, lock: lock?.held ?? null, readOnly, medium }, options)
  } catch (error) {
    await lock?.held?.release()
    await file.remove()
    throw error
  }
}

const inPlace = (path: string): CopiedFile => ({ path, remove: () => Promise.resolve() })

/**
 * Where nothing may be written, SQLite can't open a database that has a write-ahead log, not even to read it: a copy is
 * read, with the log that a program may have left beside it.
 */
async function copyDatabase(path: string): Promise<CopiedFile> {
  if (!existsSync(path)) throw noProject(dirname(path))
  return await copyAside(path, ['-wal'])
}

const noProject = (path: string): VitrineError =>
  new VitrineError('NOT_FOUND', `${path} is not a Vitrine project: it has no ${databaseName}.`, { path })

interface SessionParts {
  readonly database: ProjectDatabase
  readonly file: CopiedFile
  readonly lock: ProjectLock | null
  readonly readOnly: Project['readOnly']
  readonly medium: Medium
}

function createSession(
  path: string,
  { database, file, lock, readOnly, medium }: SessionParts,
  options: SessionOptions
): ProjectSession {
  const closing = new AbortController()
  const stored = database.sqlite.prepare<[], string>('select name from project').pluck().get()
  return {
    path,
    name: stored ?? projectName(path),
    database,
    objects: createObjectStore(path, options.fileSystem),
    readOnly,
    warnings: medium.warning === null ? [] : [medium.warning],
    signal: closing.signal,
    announce: async address => await lock?.announce(address),
    async close() {
      closing.abort()
      database.close()
      await file.remove()
      await lock?.release()
    }
  }
}

async function tryLock(
  path: string,
  fileSystem?: FileSystem
): Promise<{ held: ProjectLock | null; readOnly: Project['readOnly'] }> {
  try {
    return { held: await acquireLock(path, { ...(fileSystem && { fileSystem }) }), readOnly: null }
  } catch (error) {
    if (!(error instanceof VitrineError)) throw error
    if (error.code === 'LOCKED')
      return { held: null, readOnly: { reason: 'locked', message: `${error.message} What is saved there shows here.` } }
    if (error.code !== 'READ_ONLY' && error.code !== 'NO_PERMISSION') throw error
    return { held: null, readOnly: { reason: 'no-permission', message: error.message } }
  }
}

const fixedMessages: Readonly<Record<NonNullable<Fixed>, string>> = {
  'no-permission':
    'You have no right to write to this folder: the project is open read-only. Change its permissions or copy it.',
  'read-only-media': 'The project lies on read-only media. Copy the folder to a writable disk to change it.',
  'no-space':
    'The disk is full: the project is open read-only. Everything that was saved is there. Free some space, then open it again.'
}

const fixedReason = (fixed: Fixed): Project['readOnly'] =>
  fixed === null ? null : { reason: fixed, message: fixedMessages[fixed] }

function versionReason(version: number): Project['readOnly'] {
  if (version <= currentVersion) return null
  const message =
    'This project was written by a newer version of Vitrine: it is open read-only. Update Vitrine to change it.'
  return { reason: 'newer-version', message }
}
