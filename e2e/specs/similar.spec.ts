import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { expect, test, type Host } from '../host'
import { importTwoKinds, named, photos } from './photo-project'

/** One photo carries a wrong label, one is there twice, on both sides of a split. */
async function prepare(host: Host): Promise<void> {
  const { client } = host
  const copy = (folder: string, [first = '']: readonly string[]) =>
    sharp(join(photos, first))
      .resize(300)
      .jpeg({ quality: 70 })
      .toFile(join(folder, `copy-of-${first}`))
  const [first = ''] = await importTwoKinds(host, copy)
  const trouser = (await client.classes.list()).find(({ name }) => name === 'trouser')?.id ?? 0
  await client.annotations.label({ imageIds: await named(host, 'sneaker-08'), classId: trouser })
  await client.images.update({ ids: await named(host, first), split: 'train' })
  await client.images.update({ ids: await named(host, 'copy-of'), split: 'test' })
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
  const wrong = suspects.getByRole('option', { name: /^sneaker-08\.jpg, labelled trouser, neighbours say sneaker/ })
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
  await expect(page.getByTestId('like')).toHaveText('sneaker-08.jpg')
  const alike = page.getByRole('listbox', { name: /\bitems?\b/ })
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
  await expect(page.getByTestId('like')).not.toHaveText('sneaker-08.jpg')

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
