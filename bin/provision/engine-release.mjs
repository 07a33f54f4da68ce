// Which TensorFlow Vitrine uses, and where a user's copy of it lies. Plain data and paths: the launcher, the engine and
// the tests all ask here.
import { homedir } from 'node:os'
import { join } from 'node:path'

export const tensorflowVersion = '2.21.0'

const gib = 1024 ** 3

/** The wheels are only unpacked, never imported, so one Python version's wheel serves every machine. Bytes and SHA-256 as PyPI states them. */
const wheels = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    platform: 'manylinux_2_27_x86_64',
    bytes: 274_000_871,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb'
  },
  'linux-arm64': {
    project: 'tensorflow',
    platform: 'manylinux_2_27_aarch64',
    bytes: 281_946_471,
    sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552'
  },
  'linux-x64-gpu': {
    project: 'tensorflow',
    platform: 'manylinux_2_27_x86_64',
    bytes: 572_611_111,
    sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0'
  }
}

/** What to fetch for this machine, or null where PyPI has no library for it. */
export function engineRelease({ gpu = false, platform = process.platform, arch = process.arch } = {}) {
  const variant = `${platform}-${arch}${gpu ? '-gpu' : ''}`
  const wheel = wheels[variant]
  if (!wheel) return null
  return {
    ...wheel,
    variant,
    version: tensorflowVersion,
    // Unpacked libraries (0.85 GB; 1.6 GB and about 5 GB of NVIDIA's for the GPU) beside the wheel while it is unpacked.
    diskBytes: wheel.bytes + (gpu ? 10 * gib : gib)
  }
}

/** Folder of everything that is provisioned once per user, outside node_modules, which `npm ci` wipes. */
export function userCache(env = process.env, platform = process.platform) {
  if (env.VITRINE_CACHE_DIR) return env.VITRINE_CACHE_DIR
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'vitrine', 'cache')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'vitrine')
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'vitrine')
}

/** Folder of one provisioned engine: `tensorflow/` (libraries, headers), `nvidia/` with a GPU, `tfjs_binding.node`, `engine.json`. */
export function engineRoot({ cacheDir = userCache(), gpu = false } = {}) {
  return join(
    cacheDir,
    'engine',
    `tensorflow-${tensorflowVersion}-${process.platform}-${process.arch}${gpu ? '-gpu' : ''}`
  )
}

/** Written last: a folder without it is not an engine. */
export const markerName = 'engine.json'
export const bindingName = 'tfjs_binding.node'
/** Raised when the layout of the folder changes, so that an older one is built anew. */
export const layoutVersion = 1
