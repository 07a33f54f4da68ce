import AxeBuilder from '@axe-core/playwright'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, startHost, test } from '../host'

const photos = join(import.meta.dirname, '../../resources/sample/photos')

test('a window of another program follows what is saved, and takes over when it is free', async ({ host, browser }) => {
  const { path } = await host.client.projects.create({ name: 'Shared', folder: host.userData })
  const userData = await mkdtemp(join(tmpdir(), 'vitrine-e2e-'))
  const other = await startHost(userData, [path])
  try {
    const context = await browser.newContext()
    const second = await context.newPage()
    await second.goto(`${other.url}#/library`)
    const banner = second.getByRole('region', { name: 'About this project' })
    await expect(banner).toContainText('open in another program')
    await second.getByRole('tab', { name: 'Classes' }).click()
    await host.client.classes.create({ name: 'Overcoat' })
    await expect(second.getByText('Overcoat').first()).toBeVisible()
    const { violations } = await new AxeBuilder({ page: second }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])

    await banner.getByRole('button', { name: 'Work on it here' }).click()
    await expect(second.getByText('The other program still has the project open.')).toBeVisible()
    await host.client.projects.close()
    await banner.getByRole('button', { name: 'Work on it here' }).click()
    await expect(banner).toHaveCount(0)
    await other.client.classes.create({ name: 'Cape' })
    await expect(second.getByText('Cape').first()).toBeVisible()
    await context.close()
  } finally {
    await other.stop()
    await rm(userData, { recursive: true, force: true })
  }
})

test('photos whose folder was moved are told of, located and shown again', async ({ page, host }) => {
  const { client, userData } = host
  const folder = join(userData, 'photos')
  await cp(photos, folder, { recursive: true })
  const { path } = await client.projects.create({ name: 'Referenced', folder: userData })
  const { jobId } = await client.sources.import({ from: folder, copy: false })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  await client.projects.close()
  const moved = join(userData, 'archive')
  await rename(folder, moved)
  await client.projects.open({ path })

  await page.goto(`${host.origin}/#/library?tab=sources`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const banner = page.getByRole('region', { name: 'About this project' })
  await expect(banner).toContainText('44 of its 44 files can’t be found')
  await page.getByRole('button', { name: 'Locate…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Folder').fill(join(userData, 'nowhere'))
  await dialog.getByRole('button', { name: 'Look there' }).click()
  await expect(dialog).toContainText('does not exist')
  await dialog.getByLabel('Folder').fill(moved)
  await dialog.getByRole('button', { name: 'Look there' }).click()
  await expect(dialog).toContainText('44 of 44 missing files found')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(banner).toHaveCount(0)
  const check = await client.projects.verify()
  await expect.poll(async () => (await client.jobs.get({ id: check.jobId })).result).toMatchObject({ ok: true })
})
