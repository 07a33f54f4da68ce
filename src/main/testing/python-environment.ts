import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type PythonEnvironment =
  { readonly ok: true; readonly python: string } | { readonly ok: false; readonly reason: string }

/**
 * A Python with one package of PyPI (`name==version`), made once in the user's cache and kept there; tells why there is
 * none where Python, the network or the package is missing.
 */
export async function preparePython(requirement: string): Promise<PythonEnvironment> {
  const environment = join(homedir(), '.cache', 'vitrine', `venv-${requirement.replace('==', '-')}`)
  const python = join(environment, 'bin', 'python')
  if (existsSync(python)) return { ok: true, python }
  // A virtual environment names its own place in its scripts, but its python finds itself wherever it is moved.
  const attempt = `${environment}-${randomUUID()}`
  try {
    await mkdir(dirname(environment), { recursive: true })
    await run('python3', ['-m', 'venv', attempt])
    await run(join(attempt, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--retries', '1', requirement])
    await rename(attempt, environment)
    return { ok: true, python }
  } catch (error) {
    await rm(attempt, { recursive: true, force: true })
    if (existsSync(python)) return { ok: true, python }
    return { ok: false, reason: `no Python environment for ${requirement}: ${String(error).slice(0, 300)}` }
  }
}
