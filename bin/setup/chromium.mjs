import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { runOrThrow, say } from './root.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
]

/** A Chromium-like browser on this machine, or null. */
export function findChromium() {
  const wanted = process.env.VITRINE_CHROMIUM
  if (wanted && existsSync(wanted)) return wanted
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name)
  return elsewhere.find(existsSync) ?? playwrightsOwn()
}

function playwrightsOwn() {
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), '.cache', 'ms-playwright')
  if (!existsSync(folder)) return null
  for (const name of readdirSync(folder).filter(name => name.startsWith('chromium-'))) {
    const binary = join(folder, name, 'chrome-linux', 'chrome')
    if (existsSync(binary)) return binary
  }
  return null
}

/** Finds Chromium, else installs Debian's when that is possible. Throws what to do when it isn't. */
export function ensureChromium() {
  const found = findChromium()
  if (found) return found
  if (process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    say('installing Chromium for the end-to-end tests')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    runOrThrow('apt-get', ['update', '-qq'], { env })
    runOrThrow('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
    const installed = findChromium()
    if (installed) return installed
  }
  throw new Error(
    'the end-to-end tests need Chromium: install it (Debian: apt-get install chromium) and run this again'
  )
}
