import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { bindingHash, projectModules } from '../../../../bin/provision/binding.mjs'
import { bindingName, engineRelease, layoutVersion, markerName } from '../../../../bin/provision/engine-release.mjs'
import { temporaryFolder } from '../../testing/test-backend'
import { createTrainingControl } from '../training/control'
import { provision } from './provision'

afterEach(() => void vi.unstubAllEnvs())

async function emptyCache(): Promise<string> {
  const folder = await temporaryFolder()
  vi.stubEnv('VITRINE_CACHE_DIR', folder)
  return folder
}
const context = () => ({ progress: vi.fn(), control: createTrainingControl() })
const check = { action: 'check', gpu: false } as const

test.runIf(engineRelease())(
  'what is not there is told with its size and place; removing it changes nothing',
  async () => {
    const cache = await emptyCache()
    expect(await provision(check, context())).toMatchObject({
      installed: false,
      reason: expect.stringMatching(/not installed yet.*MB/),
      downloadBytes: engineRelease()?.bytes,
      changed: false,
      root: expect.stringContaining(join(cache, 'engine'))
    })
    expect(await provision({ action: 'uninstall', gpu: false }, context())).toMatchObject({ changed: false })
  }
)

test.runIf(engineRelease())('a library that is whole by its files but does not load stays to be mended', async () => {
  await emptyCache()
  const { root } = await provision(check, context())
  mkdirSync(join(root, 'tensorflow'), { recursive: true })
  for (const file of [bindingName, 'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'])
    writeFileSync(join(root, file), 'damaged')
  writeFileSync(
    join(root, markerName),
    JSON.stringify({ layout: layoutVersion, binding: bindingHash(projectModules()) })
  )
  expect(await provision(check, context())).toMatchObject({
    installed: true,
    reason: expect.stringMatching(/^TensorFlow in .* does not load: .*Install the engine again/s)
  })
  expect(await provision({ action: 'uninstall', gpu: false }, context())).toMatchObject({
    installed: false,
    changed: true
  })
})

test.runIf(engineRelease())('a machine without Python is told so; a cancelled installation is no failure', async () => {
  await emptyCache()
  vi.stubEnv('PATH', '')
  const install = { action: 'install', gpu: false } as const
  await expect(provision(install, context())).rejects.toMatchObject({
    code: 'ENGINE_FAILED',
    message: expect.stringMatching(/No Python 3 was found/)
  })
  const cancelled = context()
  cancelled.control.tell('cancel')
  await expect(provision(install, cancelled)).rejects.toMatchObject({ code: 'CANCELLED' })
})
