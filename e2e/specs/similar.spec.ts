import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { expect, test, type Host } from '../host'

const photos = join(import.meta.dirname, '../../resources/sample/photos')

/** A project of some photos of two kinds: one carries a wrong label, one is there twice, on both sides of a split. */
async function prepare({ client, userData }: Host): Promise<void> {
  const folder = join(userData, 'pictures')
  await mkdir(folder)
  const files = (await readdir(photos)).filter(name => /^(trouser|sneaker)-/.test(name))
  for (const name of files) await copyFile(join(photos, name), join(folder, name))
  const [first = ''] = files
  await sharp(join(photos, first))
    .resize(300)
    .jpeg({ quality: 70 })
    .toFile(join(folder, `copy-of-${first}`))
  await client.projects.create({ name: 'Alike', folder: join(userData, 'projects') })
  const { jobId } = await client.sources.import({ from: folder })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  const named = async (text: string) => (await client.images.query({ filter: { text } })).ids
  for (const kind of ['trouser', 'sneaker']) {
    const { id: classId } = await client.classes.create({ name: kind })
    await client.annotations.label({ imageIds: await named(kind), classId })
  }
  const trouser = (await client.classes.list()).find(({ name }) => name === 'trouser')?.id ?? 0
  await client.annotations.label({ imageIds: await named('sneaker-04'), classId: trouser })
  await client.images.update({ ids: await named(first), split: 'train' })
  await client.images.update({ ids: await named('copy-of'), split: 'test' })
}

async function open(page: Page, { origin }: Host, address: string): Promise<void> {
  await page.goto(`${origin}/#/${address}`)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

const serious = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)
}

test('doubtful labels, leaks and what is alike are found by features, and mended with undo', async ({ page, host }) => {
  await prepare(host)
  await open(page, host, 'library?tab=check')
  await expect(page.getByText('These pictures have not been compared yet')).toBeVisible()
  await page.getByRole('button', { name: 'Compute features' }).click()
  const suspects = page.getByRole('listbox', { name: 'Label suspects' })
  await expect(suspects).toBeVisible({ timeout: 60_000 })
  const wrong = suspects.getByRole('option', { name: /^sneaker-04\.jpg, labelled trouser, neighbours say sneaker/ })
  await expect(wrong).toBeVisible()
  expect(await serious(page)).toEqual([])

  await wrong.focus()
  await page.keyboard.press('l')
  await expect(page.getByRole('status').getByText('Labelled sneaker')).toBeVisible()
  await expect(wrong).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(wrong).toBeVisible()
  await wrong.focus()
  await page.keyboard.press('k')
  await expect(wrong).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(wrong).toBeVisible()

  await wrong.focus()
  await page.keyboard.press('m')
  await expect(page.getByTestId('like')).toHaveText('sneaker-04.jpg')
  const alike = page.getByRole('listbox', { name: /items$/ })
  await expect(alike.getByRole('option').first()).toHaveAccessibleName(/^sneaker-/)
  await page.reload()
  await expect(alike.getByRole('option').first()).toHaveAccessibleName(/^sneaker-/)
  expect(await serious(page)).toEqual([])
  await alike.getByRole('option').first().focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/item\/\d+/)
  await expect(page.getByRole('heading', { level: 1, name: /^sneaker-/ })).toBeVisible()
  await page.keyboard.press('m')
  await expect(page.getByTestId('like')).toHaveText(/^sneaker-/)
  await expect(page.getByTestId('like')).not.toHaveText('sneaker-04.jpg')

  await page.getByRole('tab', { name: 'To check' }).click()
  await page.getByRole('radio', { name: 'Near-duplicates' }).click()
  const group = page.getByRole('listbox', { name: /^Group 1/ })
  await expect(group.getByRole('option')).toHaveCount(2)
  await expect(page.getByText('1 group on both sides of a split')).toBeVisible()
  expect(await serious(page)).toEqual([])
  await group.getByRole('option').first().focus()
  await page.keyboard.press('s')
  await expect(page.getByText('1 group on both sides of a split')).toBeHidden()
  await group.getByRole('option', { name: /^copy-of/ }).focus()
  await page.keyboard.press('Delete')
  await expect(page.getByText('No near-duplicates')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(group.getByRole('option')).toHaveCount(2)
})
