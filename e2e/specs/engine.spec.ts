import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
  // No project is open: the way leads from the start screen.
  await page.getByRole('link', { name: 'Engine page' }).click()
  const row = (name: string) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
  // The first check trains a few steps.
  const works = /used.*WebAssembly SIMD.*passed, largest error.*img\/s/
  await expect(row('WebAssembly')).toContainText(works, { timeout: 60_000 })
  await expect(row('TensorFlow')).toContainText(/out.*vitrine engine install/)

  const section = page.getByRole('region', { name: 'TensorFlow in your cache' })
  const install = section.getByRole('button', { name: /Install \(27\d(\.\d)? MB\)|Install \(28\d(\.\d)? MB\)/ })
  await expect(section).toContainText('not installed yet')
  expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])

  await install.click()
  await expect(section).toContainText(/No Python 3 was found.*or go on with the wasm engine/)
  await expect(install).toBeEnabled()
  // The same after a reload, and when a project opens.
  await page.reload()
  await expect(section).toContainText('No Python 3 was found')
  await host.client.projects.create({ name: 'Engine', folder: host.userData })
  await expect(section).toContainText('No Python 3 was found')
})

test('an installation is watched and cancelled without a project, and goes on when one opens', async ({
  page,
  host
}) => {
  // A Python whose download has no end.
  const program = `#!${process.execPath}\nif (process.argv.includes('download')) setInterval(() => undefined, 1000)\n`
  await writeFile(join(host.userData, 'python3'), program, { mode: 0o755 })
  await page.getByRole('link', { name: 'Engine page' }).click()
  const section = page.getByRole('region', { name: 'TensorFlow in your cache' })
  await section.getByRole('button', { name: /Install/ }).click()
  const progress = section.getByRole('progressbar', { name: 'Install TensorFlow' })
  await expect(section).toContainText('Downloading tensorflow')
  await expect(page.getByRole('button', { name: /^Install TensorFlow/ })).toBeVisible()

  const { path } = await host.client.projects.create({ name: 'Engine', folder: host.userData })
  await expect(page.getByRole('banner')).toContainText('Engine')
  await expect(progress).toBeVisible()
  await host.client.projects.close()
  await host.client.projects.open({ path })
  await page.reload()
  await expect(progress).toBeVisible()
  await section.getByRole('button', { name: 'Cancel' }).click()
  await expect(section).toContainText('The installation was cancelled; nothing of it is left.')
  await expect(section.getByRole('button', { name: /Install/ })).toBeEnabled()
  expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])
})
