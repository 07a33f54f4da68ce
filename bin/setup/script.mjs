// Runs a TypeScript script of the project (`npm run bench`, `npm run fuzz`) as the build would compile it.
import { join, resolve } from 'node:path'
import { runnerImport } from 'vite'
import { root } from './root.mjs'

const [file, ...rest] = process.argv.slice(2)
process.argv = [process.argv[0], resolve(file), ...rest]
await runnerImport(resolve(file), {
  configFile: false,
  root,
  logLevel: 'error',
  resolve: { alias: { '@shared': join(root, 'src/shared') } }
})
