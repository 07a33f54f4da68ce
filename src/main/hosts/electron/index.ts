import { join } from 'node:path'
import * as electron from 'electron'
import { createBackend } from '../../backend'
import { listen } from '../listen'
import { programRoot, rendererDir, surroundings } from '../surroundings'
import { startDesktop } from './desktop'
import { utilityEngine } from './utility-engine'

const userDataDir = electron.app.getPath('userData')

await startDesktop(electron, {
  argv: process.argv,
  files: {
    preload: join(programRoot, 'out/preload/index.cjs'),
    state: join(userDataDir, 'window.json')
  },
  createBackend: () =>
    createBackend({
      host: 'electron',
      rendererDir,
      listen,
      documentsDir: electron.app.getPath('documents'),
      spawnEngine: utilityEngine(electron.utilityProcess, join(programRoot, 'out/main/engine.js')),
      ...surroundings(userDataDir)
    })
})
