import { cp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../host'
import { ended, photos } from './photo-project'

test('the palette finds another project by its name, from the start screen too', async ({ page, host }) => {
  const { client, userData } = host
  for (const name of ['Glove drawers', 'Costume plates']) {
    await client.projects.create({ name, folder: userData })
    await client.projects.close()
  }
  await expect(page.getByText('No project open')).toBeVisible()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Find an item, a run or a command' })
  await palette.getByRole('textbox').fill('glove')
  await expect(palette.getByRole('option', { name: 'Glove drawers' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Project Glove drawers' })).toBeVisible()
})

test('what is empty or gone says so in its place, and where to go on', async ({ page, host }) => {
  const { client, userData, origin } = host
  const { path } = await client.projects.create({ name: 'Referenced', folder: userData })
  await expect(page.getByRole('button', { name: 'Project Referenced' })).toBeVisible()
  await page.goto(`${origin}/#/library?tab=check`)
  // No labels are no good labels.
  await expect(page.getByText('Nothing here that can be read')).toBeVisible()
  await page.goto(`${origin}/#/cross-validation`)
  await expect(page.getByRole('link', { name: 'Evaluate', exact: true })).toHaveAttribute('aria-current', 'true')

  const folder = join(userData, 'photos')
  await cp(photos, folder, { recursive: true })
  await ended(host, (await client.sources.import({ from: folder, copy: false })).jobId)
  await client.projects.close()
  await rename(folder, join(userData, 'archive'))
  await client.projects.open({ path })
  await page.goto(`${origin}/#/annotate`)
  await expect(page.getByText('Its file is not where it was.')).toBeVisible()
  await page.getByRole('link', { name: 'Sources' }).click()
  await expect(page.getByRole('button', { name: 'Locate…' })).toBeVisible()
})
