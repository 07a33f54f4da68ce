import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { root, say } from './root.mjs'

/** Electron's binary, or why the window can't be a desktop one. Importing `electron` would start a download. */
function electron() {
  const folder = join(root, 'node_modules/electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile))
    return { reason: "Electron's program is not installed (its package was installed without a download)" }
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  if (!existsSync(binary)) return { reason: `Electron's program is missing at ${binary}` }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { reason: 'this machine has no display' }
  return { binary }
}

/** How the same program is started: in Electron's window, or served by Node to a browser's. */
export function windowCommand(node, args) {
  const { binary, reason } = electron()
  if (binary) return { command: binary, args: [root, ...args], browser: false }
  say(`opening in the browser, because ${reason}`)
  return { command: node, args: [join(root, 'out/main/cli.js'), 'serve', ...args], browser: true }
}

/** Shows a served address in a window of its own where Chromium, Chrome or Edge is there, else in the default browser. */
export function openBrowser(url) {
  const chromium = findChromium()
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (!display) return say(`no display here: open ${url} in a browser`)
  const fallback = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open'
  const [command, args] = chromium
    ? [chromium, [`--app=${url}`, `--user-data-dir=${mkdtempSync(join(tmpdir(), 'vitrine-window-'))}`]]
    : [fallback, [url]]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => say(`no browser could be started: open ${url}`))
  child.unref()
}
