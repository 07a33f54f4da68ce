#!/usr/bin/env node
// The launcher: sets up what is missing, then runs the command line under the pinned Node.
// Plain JavaScript for Node 18 and later without any dependency: it is what runs before anything is installed.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureEngine } from './setup/engine.mjs'
import { openBrowser, windowCommand } from './setup/open.mjs'
import { ensurePackages, pinnedNode } from './setup/packages.mjs'
import { root, say } from './setup/root.mjs'

/** Commands that train or predict: the native engine is worth a first-run wait for them, not for the others. */
const needsEngine = new Set(['open', 'serve', 'train', 'cv', 'evaluate', 'compare', 'predict', 'run-job'])

const args = process.argv.slice(2)
try {
  ensurePackages()
  const node = pinnedNode()
  ensureBuild(node)
  if (needsEngine.has(args[0] ?? 'open')) await ensureEngine()
  const opens = args.length === 0 || args[0] === 'open'
  // `--run FILE` runs a script of the project (bench) in the same surroundings.
  const program =
    args[0] === '--run'
      ? [join(root, 'bin/setup/script.mjs'), ...args.slice(1)]
      : [join(root, 'out/main/cli.js'), ...args]
  const {
    command,
    args: childArgs,
    browser
  } = opens ? windowCommand(node, args.slice(1)) : { command: node, args: program }
  const child = spawn(command, childArgs, {
    stdio: ['inherit', browser ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, VITRINE_ROOT: root }
  })
  if (browser) {
    // The host prints its address, token included, as its first line.
    child.stdout.once('data', chunk => {
      const address = String(chunk).match(/http:\S+token=\S+/)?.[0]
      if (address) openBrowser(address)
    })
    child.stdout.pipe(process.stdout)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
  child.on('error', error => {
    say(`could not start: ${error.message}`)
    process.exit(1)
  })
} catch (error) {
  say(error.message)
  process.exit(1)
}
