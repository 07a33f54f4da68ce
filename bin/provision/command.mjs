import { spawn } from 'node:child_process'

/** A step that can't go on; `remedy` tells the user what would let it. */
export class ProvisionError extends Error {
  constructor(message, remedy, options) {
    super(`${message} ${remedy}`, options)
    this.name = 'ProvisionError'
    this.reason = message
    this.remedy = remedy
  }
}

/**
 * Runs a program without a shell. Resolves with its exit code (null: it isn't installed) and what it printed. Rejects only
 * when the signal ended it, and then after its end: nothing may still write into a folder that is being removed.
 */
export function run(command, args, { cwd, env, signal } = {}) {
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    let output = ''
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own where the signal is to end it: `python3` may be a script that starts the real one (pyenv), and
      // both have to end. Without a signal Ctrl+C ends it, which reaches only the terminal's own group.
      detached: signal !== undefined && process.platform !== 'win32'
    })
    const end = () => endGroup(child)
    signal?.addEventListener('abort', end, { once: true })
    const collect = chunk => {
      // The last 64 kB: a compiler's or pip's reason stands at the end.
      output = (output + chunk).slice(-65_536)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', error => {
      if (child.pid === undefined) resolve({ code: null, output: error.message })
    })
    child.on('close', code => {
      signal?.removeEventListener('abort', end)
      if (signal?.aborted) reject(signal.reason)
      else resolve({ code: code ?? 1, output })
    })
  })
}

function endGroup(child) {
  if (child.pid === undefined) return
  if (process.platform === 'win32') return void child.kill()
  try {
    process.kill(-child.pid)
  } catch (error) {
    // It has just ended by itself; macOS says so by EPERM.
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error
  }
}

/** Whether packages may be installed here without asking: root on a Debian-like system. */
export const canUseApt = async () =>
  process.platform === 'linux' && process.getuid?.() === 0 && (await run('apt-get', ['--version'])).code === 0

/** Installs Debian packages; true when apt-get reports success. */
export async function aptInstall(packages, { signal } = {}) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, signal })
  if ((await install()).code === 0) return true
  // The package lists of a fresh container are empty.
  await run('apt-get', ['update'], { env, signal })
  return (await install()).code === 0
}

/** The last lines of a program's output, for an error message. */
export const lastLines = (output, count = 6) => output.trim().split('\n').slice(-count).join('\n')
