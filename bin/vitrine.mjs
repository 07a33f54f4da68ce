#!/usr/bin/env node
// The launcher: sets up what is missing, then runs the command line under the pinned Node.
// Plain JavaScript for Node 18 and later without any dependency: it is what runs before anything is installed.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuild } from './setup/build.mjs'
import { ensureEngine } from './setup/engine.mjs'
import { ensurePackages, pinnedNode } from './setup/packages.mjs'
import { root, say } from './setup/root.mjs'

/** Commands that train or predict: the native engine is worth a first-run wait for them, not for the others. */
const needsEngine = new Set(['open', 'serve', 'train', 'cv', 'study', 'evaluate', 'predict', 'run-job'])

const args = process.argv.slice(2)
try {
  ensurePackages()
  const node = pinnedNode()
  ensureBuild(node)
  if (needsEngine.has(args[0] ?? 'open')) await ensureEngine()
  // `--run FILE` runs a script of the project (bench) in the same surroundings.
  const program = args[0] === '--run' ? args.slice(1) : [join(root, 'out/main/cli.js'), ...args]
  const child = spawn(node, program, { stdio: 'inherit', env: { ...process.env, VITRINE_ROOT: root } })
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
