// The native engine's library: found, fetched, built and kept in the user's cache, shared by all projects.
// The launcher asks here before anything is built, the engine's program (handlers/provision.ts) for everybody else.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { bindingHash, projectModules, provideBinding } from './binding.mjs'
import { lastLines, ProvisionError, run } from './command.mjs'
import { bindingName, engineRelease, engineRoot, layoutVersion, markerName, userCache } from './engine-release.mjs'
import { withInstallLock } from './install-lock.mjs'
import { copyInstalled, downloadWheels, findPip, unpackWheel, verifyHash } from './wheel.mjs'

/** The two libraries, and of the 10,000 headers those that the C interface needs. */
const neededFiles =
  '^tensorflow/(libtensorflow_(cc|framework)\\.so\\.2$|include/(tensorflow/c/|xla/tsl/c/|(tensorflow/core|xla/tsl|tsl)/platform/ctstring))'

function readMarker(root) {
  try {
    return JSON.parse(readFileSync(join(root, markerName), 'utf8'))
  } catch {
    return null
  }
}

/** Whether the engine is in the cache, complete and of this release; quick, loads nothing. */
export function engineStatus({ cacheDir, gpu = false, nodeModules = projectModules() } = {}) {
  const root = engineRoot({ cacheDir, gpu })
  const release = engineRelease({ gpu })
  const answer = reason => ({ available: reason === null, root, reason, downloadBytes: release?.bytes ?? null })
  if (!release)
    return answer(
      `TensorFlow${gpu ? ' for NVIDIA cards' : ''} is not published for ${process.platform} ${process.arch}; training uses the wasm engine.`
    )
  const marker = readMarker(root)
  const megabytes = Math.round(release.bytes / 1e6)
  if (!marker) return answer(`TensorFlow is not installed yet (download of ${megabytes} MB): vitrine engine install`)
  const hash = bindingHash(nodeModules)
  const files = [bindingName, 'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2']
  // An installer's program and one from the sources share the cache: the addon that the former brings has no hash here.
  const isOtherBuild = hash !== null && (marker.binding ?? hash) !== hash
  if (marker.layout !== layoutVersion || isOtherBuild)
    return answer('The installed engine was built for another version of Vitrine: vitrine engine install')
  if (files.some(name => !existsSync(join(root, name))))
    return answer('The installed engine is incomplete: vitrine engine install')
  return answer(null)
}

const loadScript = `const b = require(process.argv[1]); console.log('\\n' + JSON.stringify({ version: b.TF_Version, gpu: b.isUsingGpuDevice() }))`

/** Loads the addon in a process of its own (a broken library would end this one) and returns TensorFlow's version and device. */
async function loadApart(path, signal) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '2' }
  const { code, output } = await run(process.execPath, ['-e', loadScript, path], { env, signal })
  if (code !== 0)
    throw new Error(
      output.split('\n').find(line => line.startsWith('Error:')) ??
        (lastLines(output, 1) || 'it ends the program that loads it.')
    )
  // TensorFlow's own log lines may follow on the same pipe.
  return JSON.parse(output.split('\n').find(text => text.startsWith('{"version"')) ?? '{}')
}

/** Electron's program is no Node that runs a script, and what provisions there is a process of its own already. */
function loadHere(path) {
  const { TF_Version: version, isUsingGpuDevice } = createRequire(import.meta.url)(path)
  return { version, gpu: isUsingGpuDevice() }
}

/** Whether the library loads, and TensorFlow's version and device. Throws ProvisionError with what to do. */
export async function tryEngine(root, signal) {
  const path = join(root, bindingName)
  try {
    return process.versions.electron ? loadHere(path) : await loadApart(path, signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw new ProvisionError(
      `TensorFlow in ${root} does not load: ${error.message}`,
      '\nInstall the engine again (vitrine engine install); where it fails again (it needs glibc 2.27), go on with the wasm engine.'
    )
  }
}

/** NVIDIA's libraries go beside `tensorflow/`, as in site-packages: TensorFlow's own run path looks for them there. */
async function fetchNvidia(python, work, platform, wheelPath, { onProgress, signal }) {
  await unpackWheel(python, wheelPath, work, '^tensorflow-[^/]+\\.dist-info/METADATA$', { signal })
  const info = readdirSync(work).find(name => name.endsWith('.dist-info')) ?? ''
  const requirements = readFileSync(join(work, info, 'METADATA'), 'utf8')
    .split('\n')
    .filter(line => /^Requires-Dist: nvidia-.*extra == .and-cuda/.test(line) && !line.includes('nvcc'))
    .map(line => line.slice('Requires-Dist: '.length).split(';')[0].trim())
  await rm(join(work, info), { recursive: true })
  for (const requirement of requirements) {
    const dir = await mkdtemp(join(work, 'nvidia-'))
    const [wheel] = await downloadWheels(python, [requirement], { platform, dir, bytes: null, onProgress, signal })
    await unpackWheel(python, wheel, work, '^nvidia/[^/]+/lib/.*\\.so', { signal })
    await rm(dir, { recursive: true })
  }
}

/** Libraries and headers into `work/tensorflow`: from a wheel at hand, by download, or, offline, from Python's own copy. */
async function fetchTensorflow(python, work, release, { gpu, onProgress, signal }) {
  const downloads = join(work, 'wheels')
  await mkdir(downloads)
  // A wheel that was fetched beforehand, for machines without a network.
  const local = process.env.VITRINE_WHEEL_DIR
  const stem = `${release.project.replace('-', '_')}-${release.version}-`
  const find = dir => readdirSync(dir).find(name => name.startsWith(stem) && name.includes(release.platform))
  const found = local && existsSync(local) ? find(local) : undefined
  const request = { platform: release.platform, dir: downloads, bytes: release.bytes, onProgress, signal }
  let wheel
  try {
    const name = `${release.project}==${release.version}`
    wheel = found ? join(resolve(local), found) : (await downloadWheels(python, [name], request))[0]
  } catch (error) {
    if (gpu || !(await copyInstalled(python, release.version, work, neededFiles, { signal }))) throw error
    return 'installed'
  }
  onProgress?.({ phase: 'unpack', message: 'Checking and unpacking TensorFlow' })
  await verifyHash(wheel, release.sha256, signal)
  await unpackWheel(python, wheel, work, neededFiles, { signal })
  if (gpu) await fetchNvidia(python, work, release.platform, wheel, { onProgress, signal })
  return 'wheel'
}

async function assemble(work, release, { gpu, nodeModules, onProgress, signal }) {
  const python = await findPip(work, { onProgress, signal })
  const source = await fetchTensorflow(python, work, release, { gpu, onProgress, signal })
  for (const name of ['wheels', 'venv']) await rm(join(work, name), { recursive: true, force: true })
  const compiler = await provideBinding(work, nodeModules, { onProgress, signal })
  onProgress?.({ phase: 'check', message: 'Loading TensorFlow once' })
  const { version } = await tryEngine(work, signal)
  if (version !== release.version)
    throw new ProvisionError(`TensorFlow ${version} was found instead of ${release.version}.`, 'Try again.')
  const marker = { layout: layoutVersion, version, variant: release.variant, source, compiler }
  // Last: what has no marker is not an engine.
  await writeFile(
    join(work, markerName),
    JSON.stringify({ ...marker, binding: bindingHash(nodeModules) }, null, 2) + '\n'
  )
}

/** Whether there is an engine that need not be fetched again: whole, and it loads. */
async function isSound(options, load, signal) {
  const { available, root } = engineStatus(options)
  return (
    available &&
    (await load(root, signal).then(
      () => true,
      () => false
    ))
  )
}

/**
 * Makes sure that a sound engine is in the user's cache and returns `{root, reused}`. Built in a folder of its own and renamed
 * into place, so an interruption at any point leaves either no engine or a whole one. Throws ProvisionError with a remedy.
 */
export async function provisionEngine({
  cacheDir = userCache(),
  gpu = false,
  nodeModules = projectModules(),
  onProgress,
  signal,
  load = tryEngine
} = {}) {
  const options = { cacheDir, gpu, nodeModules }
  const release = engineRelease({ gpu })
  if (!release) throw new ProvisionError(engineStatus(options).reason, '')
  const root = engineRoot(options)
  if (await isSound(options, load, signal)) return { root, reused: true }
  const parent = dirname(root)
  await mkdir(parent, { recursive: true })
  const onWait = pid =>
    onProgress?.({ phase: 'wait', message: `Process ${pid} is installing the engine; waiting for it` })
  return withInstallLock(
    `${root}.lock`,
    async () => {
      if (await isSound(options, load, signal)) return { root, reused: true }
      // Remains of an interrupted run; the lock says that nobody uses them.
      for (const name of readdirSync(parent))
        if (name.startsWith(`${basename(root)}.part-`)) await rm(join(parent, name), { recursive: true, force: true })
      const { bavail, bsize } = await statfs(parent)
      if (bavail * bsize < release.diskBytes)
        throw new ProvisionError(
          `The engine needs ${(release.diskBytes / 1e9).toFixed(1)} GB of disk space under ${parent}, ${((bavail * bsize) / 1e9).toFixed(1)} GB are free.`,
          'Free some, or set VITRINE_CACHE_DIR to another disk.'
        )
      const work = await mkdtemp(`${root}.part-`)
      try {
        await assemble(work, release, { gpu, nodeModules, onProgress, signal })
        await rm(root, { recursive: true, force: true })
        await rename(work, root)
      } finally {
        await rm(work, { recursive: true, force: true })
      }
      return { root, reused: false }
    },
    { onWait, signal }
  )
}

/** Removes the engine from the user's cache. */
export async function uninstallEngine({ cacheDir, gpu } = {}) {
  const root = engineRoot({ cacheDir, gpu })
  const existed = existsSync(root)
  // The marker first: a removal that is interrupted must not leave something that looks whole.
  await rm(join(root, markerName), { force: true })
  await rm(root, { recursive: true, force: true })
  return { root, removed: existed }
}
