import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { version } from '../../../package.json'
import type { BackendPorts, Log } from '../ports'

/** The program's root: the launcher names it, else it is the nearest folder up that holds the resources. */
export const programRoot = process.env.VITRINE_ROOT ?? findRoot(import.meta.dirname)

function findRoot(folder: string): string {
  const parent = dirname(folder)
  return parent === folder || existsSync(join(folder, 'resources')) ? folder : findRoot(parent)
}

/** Settings, recent projects and the sample: per user, in the place that the system has for it. */
function defaultUserDataDir(): string {
  const own = process.env.VITRINE_USER_DATA
  if (own !== undefined) return own
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Vitrine')
  if (process.platform === 'win32') return join(process.env.APPDATA ?? homedir(), 'Vitrine')
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'vitrine')
}

const words = (cause: unknown): string => (cause instanceof Error ? `: ${cause.stack ?? cause.message}` : '')

/** Log lines on standard error, where they disturb nobody's JSON. */
export const stderrLog: Log = {
  info: message => void process.stderr.write(`${message}\n`),
  warn: message => void process.stderr.write(`${message}\n`),
  error: (message, cause) => void process.stderr.write(`${message}${words(cause)}\n`)
}

export const rendererDir = join(programRoot, 'out/renderer')

/** What hosts on a file system have in common; each adds how it spawns the engine. */
export function surroundings(
  userDataDir = defaultUserDataDir()
): Pick<BackendPorts, 'userDataDir' | 'resourcesDir' | 'version' | 'log'> {
  mkdirSync(userDataDir, { recursive: true })
  return { userDataDir, resourcesDir: join(programRoot, 'resources'), version, log: stderrLog }
}
