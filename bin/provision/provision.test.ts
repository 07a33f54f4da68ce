import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run } from './command.mjs'
import { bindingName, engineRelease, engineRoot, layoutVersion, markerName, userCache } from './engine-release.mjs'
import { engineStatus, provisionEngine, uninstallEngine } from './engine.mjs'
import { withInstallLock } from './install-lock.mjs'
import { verifyHash } from './wheel.mjs'

let cacheDir: string
beforeEach(() => void (cacheDir = mkdtempSync(join(tmpdir(), 'vitrine-provision-'))))
afterEach(() => rmSync(cacheDir, { recursive: true, force: true }))

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
    expect(await provisionEngine({ cacheDir, nodeModules })).toEqual({ root, reused: true })
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
