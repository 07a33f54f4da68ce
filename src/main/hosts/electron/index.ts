import { join } from 'node:path'
import * as electron from 'electron'
import { createBackend } from '../../backend'
import { listen } from '../listen'
import { startServer } from '../node/serve'
import { programRoot, rendererDir, stderrLog, surroundings } from '../surroundings'
import { startDesktop } from './desktop'
import { utilityEngine } from './utility-engine'

const userDataDir = electron.app.getPath('userData')

await startDesktop(electron, {
  argv: process.argv,
  log: stderrLog,
  files: {
    preload: join(programRoot, 'out/preload/index.cjs'),
    state: join(userDataDir, 'window.json')
  },
  createBackend: async () => {
    const backend = await createBackend({
      host: 'electron',
      rendererDir,
      listen,
      documentsDir: electron.app.getPath('documents'),
      spawnEngine: utilityEngine(electron.utilityProcess, join(programRoot, 'out/main/engine.js')),
      ...surroundings(userDataDir)
    })
    // For the command line on this machine: it hands over what it is asked about the project that is open here.
    const server = await startServer({ fetch: request => backend.fetch(request), port: 0 }).catch(() => null)
    if (server) await backend.announce(server.url)
    return { ...backend, close: () => Promise.resolve(server?.close()).then(() => backend.close()) }
  }
})
