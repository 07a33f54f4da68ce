import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow, say } from './root.mjs'

const stamp = join(root, 'out', '.built')
/** What the build reads: beside the sources what they import from elsewhere. */
const inputs = [
  ...['src', 'bin/provision', 'resources/menus.json', 'package.json'],
  ...['electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json']
]

function newest(path) {
  const status = statSync(path)
  if (!status.isDirectory()) return status.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), status.mtimeMs)
}

/** Builds main, preload and renderer when a source is newer than the last build. */
export function ensureBuild(node) {
  const started = new Date()
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...inputs.map(name => newest(join(root, name))))) return
  say('building')
  runOrThrow(node, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'])
  writeFileSync(stamp, '')
  // Stamped with the start: an edit made while the build ran makes the next start build again.
  utimesSync(stamp, started, started)
}
