import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { writeFileAtomically, writeSynced } from './atomic-file'
import { explaining, realFileSystem, systemCode, type FileSystem } from './file-system'

/** What `lock.json` in a project folder says about the host that has the project open. */
export interface LockHolder {
  /** Told apart from a later lock of the same process. */
  readonly nonce: string
  readonly pid: number
  /** When that process started, in the system's own clock, so that a reused pid isn't taken for it; null where unknown. */
  readonly processStart: string | null
  readonly computer: string
  /** ISO 8601 */
  readonly acquiredAt: string
  /** Where it answers (`http://127.0.0.1:…` or a socket path): others forward their requests there. Null while starting. */
  readonly address: string | null
}

export interface ProjectLock {
  readonly holder: LockHolder
  announce(address: string): Promise<void>
  /** Removes the lock if it is still ours. */
  release(): Promise<void>
}

export interface LockOptions {
  readonly address?: string
  /** Take it from a holder on another computer, of whom can't be told whether he lives. Never overrides a live one here. */
  readonly takeOver?: boolean
  readonly fileSystem?: FileSystem
  readonly self?: ProcessIdentity
}

/** The process a lock is for, and how to tell whether another lives: arguments, so that tests need no real processes. */
export interface ProcessIdentity {
  readonly pid: number
  readonly computer: string
  processStart(pid: number): string | null
  isAlive(pid: number): boolean
}

/** Errors: LOCKED with `details.holder`; READ_ONLY or NO_PERMISSION where the folder can't be written. */
export async function acquireLock(projectFolder: string, options: LockOptions = {}): Promise<ProjectLock> {
  const fileSystem = options.fileSystem ?? realFileSystem
  const self = options.self ?? thisProcess
  const path = join(projectFolder, 'lock.json')
  const holder: LockHolder = {
    nonce: randomUUID(),
    pid: self.pid,
    processStart: self.processStart(self.pid),
    computer: self.computer,
    acquiredAt: new Date().toISOString(),
    address: options.address ?? null
  }

  return await explaining(path, async () => {
    // A lock freed or broken between two steps is worth another try; a live holder ends the loop.
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await tryCreate(path, holder, fileSystem)) return lockOf(path, holder, fileSystem)
      const other = await readLock(projectFolder, fileSystem)
      if (other !== null && isHeld(other, self, options.takeOver ?? false)) throw lockedBy(other)
      await breakLock(path, other, fileSystem)
    }
    throw new VitrineError('LOCKED', 'Another program is opening this project at this moment. Try again.')
  })
}

/** Who has the project open, by its lock file; null when nobody has or the file can't be understood. */
export async function readLock(
  projectFolder: string,
  fileSystem: FileSystem = realFileSystem
): Promise<LockHolder | null> {
  try {
    return parseHolder(await fileSystem.readFile(join(projectFolder, 'lock.json'), 'utf8'))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
}

/** The holder when it is alive as far as can be told; null when its lock is stale or there is none. */
export async function liveHolder(
  projectFolder: string,
  self: ProcessIdentity = thisProcess
): Promise<LockHolder | null> {
  const holder = await readLock(projectFolder)
  return holder !== null && isHeld(holder, self, false) ? holder : null
}

async function tryCreate(path: string, holder: LockHolder, fileSystem: FileSystem): Promise<boolean> {
  // Linked from a complete file: nobody ever reads a lock that is half written.
  const complete = `${path}.${holder.nonce}`
  await writeFileAtomically(complete, JSON.stringify(holder, null, 2), fileSystem)
  try {
    await fileSystem.link(complete, path)
    return true
  } catch (error) {
    const failure = systemCode(error)
    if (failure === 'EEXIST') return false
    if (failure !== undefined && withoutLinks.has(failure)) return await tryCreateInPlace(path, holder, fileSystem)
    throw error
  } finally {
    await fileSystem.rm(complete, { force: true })
  }
}

/** What file systems without hard links answer (FAT, some network shares). */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

async function tryCreateInPlace(path: string, holder: LockHolder, fileSystem: FileSystem): Promise<boolean> {
  try {
    await writeSynced(path, handle => handle.writeFile(JSON.stringify(holder, null, 2)), fileSystem)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Renames before removing: if somebody else replaced the stale lock meanwhile, his is put back. */
async function breakLock(path: string, stale: LockHolder | null, fileSystem: FileSystem): Promise<void> {
  const aside = `${path}.${randomUUID()}.stale`
  try {
    await fileSystem.rename(path, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  const moved = parseHolder(await fileSystem.readFile(aside, 'utf8'))
  if (moved?.nonce !== stale?.nonce) {
    await fileSystem.link(aside, path).catch(() => undefined)
  }
  await fileSystem.rm(aside, { force: true })
}

function lockOf(path: string, acquired: LockHolder, fileSystem: FileSystem): ProjectLock {
  let holder = acquired
  return {
    get holder() {
      return holder
    },
    async announce(address) {
      holder = { ...holder, address }
      await writeFileAtomically(path, JSON.stringify(holder, null, 2), fileSystem)
    },
    async release() {
      const current = await fileSystem.readFile(path, 'utf8').catch(() => '')
      if (parseHolder(current)?.nonce === holder.nonce) await fileSystem.rm(path, { force: true })
    }
  }
}

function isHeld(holder: LockHolder, self: ProcessIdentity, takeOver: boolean): boolean {
  if (holder.computer !== self.computer) return !takeOver
  if (!self.isAlive(holder.pid)) return false
  return holder.processStart === null || holder.processStart === self.processStart(holder.pid)
}

function lockedBy(holder: LockHolder): VitrineError {
  const where = `process ${holder.pid} on ${holder.computer}`
  return new VitrineError(
    'LOCKED',
    `The project is open in another program (${where}). Close it there to work on it here.`,
    {
      holder
    }
  )
}

function parseHolder(text: string): LockHolder | null {
  try {
    const value: unknown = JSON.parse(text)
    return isHolder(value) ? value : null
  } catch {
    return null
  }
}

function isHolder(value: unknown): value is LockHolder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'nonce' in value &&
    typeof value.nonce === 'string' &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'computer' in value &&
    typeof value.computer === 'string' &&
    'processStart' in value &&
    'address' in value
  )
}

const thisProcess: ProcessIdentity = {
  pid: process.pid,
  computer: hostname(),
  processStart(pid) {
    try {
      // Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets, so count from its end.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
    } catch {
      return null
    }
  },
  isAlive(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      // EPERM: it lives, under another user.
      return systemCode(error) === 'EPERM'
    }
  }
}
