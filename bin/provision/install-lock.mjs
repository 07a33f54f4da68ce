import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Someone else's process may not be signalled, but it lives.
    return error.code === 'EPERM'
  }
}

function holder(path) {
  try {
    return Number(readFileSync(path, 'utf8')) || null
  } catch {
    return null
  }
}

/**
 * Runs `work` while no other process of this user does: two first starts must not download the same library twice.
 * A lock of a process that is gone is taken over.
 */
export async function withInstallLock(path, work, { onWait, signal } = {}) {
  mkdirSync(dirname(path), { recursive: true })
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const pid = holder(path)
    if (pid === null || !isAlive(pid)) {
      // An empty file may be one just being written: look once more before breaking it.
      await delay(100, undefined, { signal })
      if (holder(path) === pid) rmSync(path, { force: true })
      continue
    }
    if (!waited) onWait?.(pid)
    await delay(500, undefined, { signal })
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}
