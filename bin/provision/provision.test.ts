import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { provideBinding, shippedBinding } from './binding.mjs'
import { run } from './command.mjs'
import { bindingName, engineRelease, engineRoot, layoutVersion, markerName, userCache } from './engine-release.mjs'
import { engineStatus, provisionEngine, uninstallEngine } from './engine.mjs'
import { withInstallLock } from './install-lock.mjs'
import { verifyHash } from './wheel.mjs'

let cacheDir: string
beforeEach(() => void (cacheDir = mkdtempSync(join(tmpdir(), 'vitrine-provision-'))))
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(cacheDir, { recursive: true, force: true })
})

const nodeModules = '/nonexistent'

function fakeEngine(marker: object | null): string {
  const root = engineRoot({ cacheDir })
  mkdirSync(join(root, 'tensorflow'), { recursive: true })
  for (const name of ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2', bindingName])
    writeFileSync(join(root, name), '')
  if (marker) writeFileSync(join(root, markerName), JSON.stringify(marker))
  return root
}

describe('where the engine lies', () => {
  test('in the cache of the user, as each system has it', () => {
    expect(userCache({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/x/vitrine')
    expect(userCache({ VITRINE_CACHE_DIR: '/own', XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/own')
    expect(userCache({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/vitrine/cache')
  })

  test('a machine without a published library is told so, not offered a download', () => {
    expect(engineRelease({ platform: 'darwin', arch: 'arm64' })).toBeNull()
    expect(engineRelease({ platform: 'linux', arch: 'x64' })?.project).toBe('tensorflow-cpu')
  })
})

describe.runIf(engineRelease())('status', () => {
  const reason = () => engineStatus({ cacheDir, nodeModules }).reason

  test('nothing there: the size of the download is stated', () => {
    expect(reason()).toMatch(/not installed yet.*\d{3} MB/)
  })
  test('a folder that was never finished is no engine', () => {
    fakeEngine(null)
    expect(reason()).toMatch(/not installed/)
  })
  test('one of another layout is to be built anew', () => {
    fakeEngine({ layout: layoutVersion - 1 })
    expect(reason()).toMatch(/another version/)
  })
  test('one that lost a library says so', () => {
    const root = fakeEngine({ layout: layoutVersion })
    expect(reason()).toBeNull()
    rmSync(join(root, 'tensorflow', 'libtensorflow_cc.so.2'))
    expect(reason()).toMatch(/incomplete/)
  })
  test('is not available after uninstalling, which may be repeated', async () => {
    fakeEngine({ layout: layoutVersion })
    expect((await uninstallEngine({ cacheDir })).removed).toBe(true)
    expect((await uninstallEngine({ cacheDir })).removed).toBe(false)
    expect(reason()).toMatch(/not installed/)
  })
  test('a whole engine is used as it is', async () => {
    const root = fakeEngine({ layout: layoutVersion })
    const load = async () => ({ version: '2', gpu: false })
    expect(await provisionEngine({ cacheDir, nodeModules, load })).toEqual({ root, reused: true })
  })
})

/** A machine whose only program is this one, under the name `python3`. */
function withPython(script: string): void {
  const path = join(cacheDir, 'path')
  mkdirSync(path)
  writeFileSync(join(path, 'python3'), `#!/bin/sh\n${script}`)
  chmodSync(join(path, 'python3'), 0o755)
  vi.stubEnv('PATH', path)
  vi.stubEnv('VITRINE_WHEEL_DIR', '')
}
/** Answers whether it is there and has pip; what it does for \`pip download … -d FOLDER\` follows, with the folder in $dir. */
const pip = (download: string): string => `
case "$*" in *"pip download"*) ;; *"-c"*"importlib"*) exit 1 ;; *) exit 0 ;; esac
while [ "$1" != -d ]; do shift; done; dir=$2
${download}`

describe.runIf(engineRelease() && process.platform === 'linux')('an installation', () => {
  const install = (signal?: AbortSignal, onProgress?: (step: { phase: string }) => void) =>
    provisionEngine({ cacheDir, nodeModules, signal, onProgress })
  /** What an installation that went wrong has left beside the engine's place. */
  const leftovers = () => readdirSync(dirname(engineRoot({ cacheDir }))).filter(name => /part|lock/.test(name))

  test('without Python says what to install', async () => {
    withPython('exit 1')
    await expect(install()).rejects.toThrow(/No Python 3 was found.*apt install python3/)
  })

  test('without pip and venv says so', async () => {
    withPython('[ "$1" = -c ] && exit 0; exit 1')
    await expect(install()).rejects.toThrow(/pip and venv are not.*python3-pip/)
  })

  test('whose download fails ends with pip’s words and leaves nothing', async () => {
    withPython(pip('echo "ERROR: No matching distribution found" >&2; exit 1'))
    await expect(install()).rejects.toThrow(/No matching distribution.*Check the network/s)
    expect(leftovers()).toEqual([])
  })

  test('that fills the disk asks for room, not for the network', async () => {
    withPython(pip('echo "ERROR: [Errno 28] No space left on device" >&2; exit 1'))
    await expect(install()).rejects.toThrow(/Free some disk space/)
  })

  test('that is served another file refuses it', async () => {
    withPython(pip('echo damaged > "$dir/tensorflow.whl"'))
    await expect(install()).rejects.toThrow(/damaged or not the expected release/)
    expect(leftovers()).toEqual([])
  })

  test('that is cancelled ends pip first, also behind a script that starts it, and leaves nothing', async () => {
    const pidFile = join(cacheDir, 'pid')
    withPython(pip(`echo half > "$dir/half.whl"; /bin/sleep 60 & echo $! > "${pidFile}"; wait`))
    const abort = new AbortController()
    const ended = expect(install(abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
    await vi.waitFor(() => expect(readFileSync(pidFile, 'utf8')).toMatch(/\d+\n/))
    abort.abort()
    await ended
    // It is gone, or waits as a zombie for its parent to take note.
    expect(
      await run('/bin/sh', ['-c', `read -r _ _ state _ < /proc/$(/bin/cat "${pidFile}")/stat; echo $state`])
    ).toEqual(expect.objectContaining({ output: expect.not.stringMatching(/^[RSD]/) }))
    expect(leftovers()).toEqual([])
  })

  test('that nobody can cancel ends with the terminal’s Ctrl+C, which reaches only the group of the terminal', async () => {
    const groupIn = (stat: string) => stat.slice(stat.lastIndexOf(')')).split(' ')[3]
    const { output } = await run('/bin/sh', ['-c', '/bin/cat /proc/self/stat'])
    expect(groupIn(output)).toBe(groupIn(readFileSync('/proc/self/stat', 'utf8')))
  })

  test('of an engine that is whole but does not load fetches it again', async () => {
    fakeEngine({ layout: layoutVersion })
    withPython('exit 1')
    const load = () => Promise.reject(new Error('file too short'))
    await expect(provisionEngine({ cacheDir, nodeModules, load })).rejects.toThrow(/No Python 3/)
  })
})

describe('the addon', () => {
  const packages = (root: string) => {
    const folder = join(root, 'node_modules')
    mkdirSync(join(folder, '@tensorflow/tfjs-node-gpu/binding'), { recursive: true })
    return folder
  }

  test('that the installer brought needs no compiler', async () => {
    const shipped = shippedBinding(packages(cacheDir))
    mkdirSync(dirname(shipped), { recursive: true })
    writeFileSync(shipped, 'built')
    vi.stubEnv('PATH', '')
    expect(await provideBinding(cacheDir, join(cacheDir, 'node_modules'))).toBe('shipped')
    expect(readFileSync(join(cacheDir, bindingName), 'utf8')).toBe('built')
  })

  test.runIf(engineRelease())(
    'of an engine in the cache is good for an installer’s program and for one from the sources',
    () => {
      const folder = packages(cacheDir)
      const reason = () => engineStatus({ cacheDir, nodeModules: folder }).reason
      fakeEngine({ layout: layoutVersion, binding: null })
      expect(reason()).toBeNull()
      fakeEngine({ layout: layoutVersion, binding: 'of other sources' })
      expect(reason()).toMatch(/another version/)
      mkdirSync(dirname(shippedBinding(folder)), { recursive: true })
      writeFileSync(shippedBinding(folder), 'built')
      expect(reason()).toBeNull()
    }
  )

  test('is not compiled out of a packed program, which holds no headers', async () => {
    const folder = packages(join(cacheDir, 'app.asar'))
    await expect(provideBinding(cacheDir, folder)).rejects.toThrow(/installer of Vitrine was made without/)
  })

  test('without a compiler says what to install', async () => {
    const folder = packages(cacheDir)
    const headers = join(folder, `node-${process.platform}-${process.arch}/include/node`)
    mkdirSync(headers, { recursive: true })
    writeFileSync(join(headers, 'node_api.h'), '')
    vi.stubEnv('PATH', '')
    vi.stubEnv('CXX', '')
    await expect(provideBinding(cacheDir, folder)).rejects.toThrow(/No C\+\+ compiler.*apt install g\+\+/)
  })
})

describe('the install lock', () => {
  test('lets one work at a time', async () => {
    const path = join(cacheDir, 'engine.lock')
    const order: string[] = []
    let release = (): void => {}
    const held = new Promise<void>(resolve => (release = resolve))
    const first = withInstallLock(path, async () => {
      order.push('first begins')
      await held
      order.push('first ends')
    })
    const second = withInstallLock(path, async () => void order.push('second'), { onWait: () => release() })
    await Promise.all([first, second])
    expect(order).toEqual(['first begins', 'first ends', 'second'])
  })

  test('of a process that is gone is taken over', async () => {
    const path = join(cacheDir, 'engine.lock')
    const { output } = await run(process.execPath, ['-p', 'process.pid'])
    writeFileSync(path, output.trim())
    expect(await withInstallLock(path, async () => readFileSync(path, 'utf8'))).toBe(String(process.pid))
  })
})

test('a download that is not the stated release is refused, with what to do', async () => {
  const path = join(cacheDir, 'wheel.whl')
  writeFileSync(path, 'something else')
  await expect(verifyHash(path, '0'.repeat(64))).rejects.toThrow(/damaged or not the expected release.*Try again/s)
})
