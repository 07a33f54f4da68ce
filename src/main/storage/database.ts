import { existsSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import { VitrineError } from '@shared/contract/errors'
import { explainingDatabase } from './failures'
import { migrations } from './migrations/migrations'

/** `vitr` in ASCII: tells a project apart from any other SQLite file (https://sqlite.org/pragma.html#pragma_application_id). */
const applicationId = 0x76697472

export interface ProjectDatabase {
  /** For queries that are no hot path. */
  readonly orm: BetterSQLite3Database
  /** For prepared statements and transactions. */
  readonly sqlite: Database.Database
  /** Schema version of the file. */
  readonly version: number
  close(): void
}

export interface OpenOptions {
  readonly readOnly: boolean
  readonly supportsWal?: boolean
  /** For tests: as if this were a program that knows only so many migrations. */
  readonly migrations?: readonly string[]
}

/** Version of the schema that this program writes. */
export const currentVersion = migrations.length

/**
 * Opens or makes the database at `path` and brings it to the newest schema.
 * Errors: NO_PERMISSION, NO_SPACE, CORRUPT (not a project), LOCKED; READ_ONLY when an old schema can't be migrated.
 */
export function openDatabase(path: string, options: OpenOptions): ProjectDatabase {
  return explainingDatabase(() => {
    const sqlite = new Database(path, {
      readonly: options.readOnly,
      fileMustExist: options.readOnly
    })
    try {
      if (!options.readOnly) configure(sqlite, options.supportsWal ?? true)
      checkIdentity(sqlite)
      migrate(sqlite, path, options)
      return {
        orm: drizzle({ client: sqlite }),
        sqlite,
        version: versionOf(sqlite),
        close: () => sqlite.close()
      }
    } catch (error) {
      sqlite.close()
      throw error
    }
  })
}

/** Schema version of a project's file without opening it for good; 0 when it doesn't exist yet. */
export function readVersion(path: string): number {
  if (!existsSync(path)) return 0
  const database = openDatabase(path, { readOnly: true, migrations: [] })
  database.close()
  return database.version
}

function configure(sqlite: Database.Database, supportsWal: boolean): void {
  sqlite.pragma(`journal_mode = ${supportsWal ? 'wal' : 'delete'}`)
  // In WAL mode only FULL waits for the disk at each commit: an acknowledged change survives power loss.
  sqlite.pragma('synchronous = full')
  sqlite.pragma('foreign_keys = on')
}

function checkIdentity(sqlite: Database.Database): void {
  const found = sqlite.pragma('application_id', { simple: true })
  const isEmpty = sqlite.prepare('select count(*) from sqlite_schema').pluck().get() === 0
  if (found === applicationId || isEmpty) return
  throw new VitrineError('CORRUPT', 'project.sqlite is a database of another program, not a Vitrine project.')
}

function versionOf(sqlite: Database.Database): number {
  return Number(sqlite.pragma('user_version', { simple: true }))
}

function migrate(sqlite: Database.Database, path: string, options: OpenOptions): void {
  const wanted = options.migrations ?? migrations
  const version = versionOf(sqlite)
  if (version >= wanted.length) return
  if (options.readOnly) {
    const message = 'This project was made by an older version and can’t be brought up to date here: it is read-only.'
    throw new VitrineError('READ_ONLY', message, { version })
  }
  if (version > 0) backUp(sqlite, `${path}.v${version}.backup`)
  // Tables may be rebuilt under their old name; references are checked as a whole before the commit.
  sqlite.pragma('foreign_keys = off')
  sqlite
    .transaction(() => {
      for (const migration of wanted.slice(version)) sqlite.exec(migration)
      if (sqlite.prepare('pragma foreign_key_check').all().length > 0) {
        throw new VitrineError(
          'CORRUPT',
          'The project can’t be brought up to date: rows refer to others that are gone.'
        )
      }
      sqlite.pragma(`user_version = ${wanted.length}`)
      sqlite.pragma(`application_id = ${applicationId}`)
    })
    .exclusive()
  sqlite.pragma('foreign_keys = on')
}

/** A whole copy before a migration; one that exists already is of the same version and the safer one to keep. */
function backUp(sqlite: Database.Database, path: string): void {
  if (existsSync(path)) return
  const partial = `${path}.partial`
  rmSync(partial, { force: true })
  sqlite.prepare('vacuum into ?').run(partial)
  renameSync(partial, path)
}
