#!/usr/bin/env node
// `npm run pack [-- electron-builder's options]`: the desktop program's installer for this system, under dist/.
// It holds the engine's addon, built here, so that its users need no compiler; TensorFlow itself each user fetches once.
import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectModules, shippedBinding } from './provision/binding.mjs'
import { bindingName, engineRelease } from './provision/engine-release.mjs'
import { provisionEngine } from './provision/engine.mjs'
import { ensureBuild } from './setup/build.mjs'
import { ensurePackages, pinnedNode } from './setup/packages.mjs'
import { root, runOrThrow, say } from './setup/root.mjs'

try {
  ensurePackages()
  const node = pinnedNode()
  ensureBuild(node)
  if (engineRelease()) {
    const engine = await provisionEngine({ onProgress: ({ phase, message }) => phase !== 'download' && say(message) })
    const shipped = shippedBinding(projectModules())
    mkdirSync(dirname(shipped), { recursive: true })
    copyFileSync(join(engine.root, bindingName), shipped)
  }
  runOrThrow(node, [join(root, 'node_modules/electron-builder/cli.js'), '--publish', 'never', ...process.argv.slice(2)])
} catch (error) {
  say(error.message)
  process.exit(1)
}
