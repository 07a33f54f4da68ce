import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow, say } from './root.mjs'

const stamp = join(root, 'node_modules', '.cache', 'vitrine-lock')
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')

/** Installs exactly the locked packages when the lock file has changed since the last time. */
export function ensurePackages() {
  const wanted = lockHash()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('installing packages (once per version, about a minute)')
  runOrThrow(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32'
  })
  mkdirSync(join(stamp, '..'), { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Node 24 out of the optional packages; this process's own Node where it is new enough. */
export function pinnedNode() {
  const os = process.platform === 'win32' ? 'win' : process.platform
  const binary = join(root, 'node_modules', `node-${os}-${process.arch}`, 'bin', os === 'win' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  // better-sqlite3 13 needs Node 22 (on 20 it crashes).
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath
  throw new Error(`no Node 24 package for ${os}-${process.arch}: install Node 22 or newer and run this again`)
}
