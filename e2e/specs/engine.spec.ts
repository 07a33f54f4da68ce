import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { engineRelease } from '../../bin/provision/engine-release.mjs'
import { expect, startHost, test as base, type Host } from '../host'

/** A host whose user has no engine yet, on a machine that has no Python to fetch one with. */
const test = base.extend<{ host: Host }>({
  host: async ({ page }, use) => {
    const userData = await mkdtemp(join(tmpdir(), 'vitrine-e2e-'))
    const { PATH } = process.env
    Object.assign(process.env, { VITRINE_CACHE_DIR: join(userData, 'cache'), PATH: userData })
    const host = await startHost(userData).finally(() => {
      delete process.env.VITRINE_CACHE_DIR
      process.env.PATH = PATH
    })
    await page.goto(host.url)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await use(host)
    await host.stop()
    await rm(userData, { recursive: true, force: true })
  }
})

test.skip(engineRelease() === null, 'TensorFlow is not published for this machine')

test('the engine page tells what trains and why the rest does not, and what an installation needs', async ({
  page,
  host
}) => {
  await page.goto(`${host.origin}/#/settings?tab=engine`)
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
  await expect(row('WebAssembly')).toContainText(/used.*WebAssembly SIMD.*passed, largest error.*img\/s/)
  await expect(row('TensorFlow')).toContainText(/out.*vitrine engine install/)

  const section = page.getByRole('region', { name: 'TensorFlow in your cache' })
  const install = section.getByRole('button', { name: /Install \(27\d(\.\d)? MB\)|Install \(28\d(\.\d)? MB\)/ })
  await expect(install).toBeDisabled()
  await expect(section).toContainText('Open a project first')
  expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])

  await host.client.projects.create({ name: 'Engine', folder: host.userData })
  await install.click()
  await expect(section).toContainText(/No Python 3 was found.*or go on with the wasm engine/)
  await expect(install).toBeEnabled()
})
