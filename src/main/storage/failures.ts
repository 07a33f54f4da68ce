import Database from 'better-sqlite3'
import { VitrineError, type ErrorCode } from '@shared/contract/errors'

/** SQLite's result codes (https://sqlite.org/rescode.html); an extended code falls back on its primary one. */
const failures: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  SQLITE_FULL: ['NO_SPACE', 'The disk is full: this change was not saved, everything before it is. Free some space.'],
  SQLITE_READONLY: ['READ_ONLY', 'The project is open read-only: this change was not saved.'],
  SQLITE_BUSY: ['LOCKED', 'Another program is writing to this project. Close it there and try again.'],
  SQLITE_LOCKED: ['LOCKED', 'Another program is writing to this project. Close it there and try again.'],
  SQLITE_CANTOPEN: ['NO_PERMISSION', 'The project’s database can’t be opened. Check the permissions of its folder.'],
  SQLITE_PERM: ['NO_PERMISSION', 'The system refuses access to the project’s database. Check its permissions.'],
  SQLITE_NOTADB: ['CORRUPT', 'project.sqlite is not a Vitrine project. Bring it back from a backup.'],
  SQLITE_CORRUPT: [
    'CORRUPT',
    'The project’s database is damaged. Check it (in the settings, or “vitrine verify”) to see what is left.'
  ],
  SQLITE_CONSTRAINT_FOREIGNKEY: ['NOT_FOUND', 'What this belongs to has been removed meanwhile. Nothing was changed.'],
  SQLITE_IOERR: ['NO_SPACE', 'The disk did not take a write: this change was not saved. Check the disk and its space.']
}

function explainDatabaseFailure(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const primary = error.code.split('_').slice(0, 2).join('_')
  const known = failures[error.code] ?? failures[primary]
  if (known === undefined) return error
  return new VitrineError(known[0], known[1], { sqlite: error.code }, { cause: error })
}

export function explainingDatabase<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw explainDatabaseFailure(error)
  }
}
