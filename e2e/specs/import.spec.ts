import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { sharp } from '../../src/main/images/safe-sharp'
import { startMuseum } from '../../src/main/testing/museum'
import { expect, test, type Host } from '../host'

async function openDialog(page: Page, host: Host, tab: 'Address' | 'Folder or file'): Promise<void> {
  await host.client.projects.create({ name: 'Import', folder: host.userData })
  // The window has to know of the project before it is sent to a screen that needs one.
  await expect(page.getByRole('button', { name: 'Project Import' })).toBeVisible()
  await page.goto(`${host.origin}/#/library`)
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('radio', { name: tab }).click()
}

const dialog = (page: Page) => page.getByRole('dialog')
const look = (page: Page) => dialog(page).getByRole('button', { name: 'Look inside' })

test('a manifest of a private network: allowed, looked into, kept offline, and all there without its server', async ({
  page,
  host
}) => {
  const museum = await startMuseum()
  await openDialog(page, host, 'Address')
  await host.client.classes.create({ name: 'Gown' })
  await page.getByRole('textbox', { name: /^Address/ }).fill(`${museum.origin}/manifest.json`)
  await look(page).click()
  await expect(dialog(page).getByRole('alert')).toContainText('private network')
  expect(museum.asked).toEqual([])
  await dialog(page).getByRole('button', { name: 'Allow this host' }).click()

  await expect(dialog(page).getByRole('heading', { name: 'Import Wardrobe' })).toBeVisible()
  await expect(dialog(page).getByText('The little museum')).toBeVisible()
  await expect(dialog(page).getByText('Clothes', { exact: true })).toBeVisible()
  const picture = dialog(page).getByRole('listitem').filter({ hasText: 'dress' }).locator('img')
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160)
  await dialog(page).getByRole('checkbox', { name: 'Take lost' }).uncheck()
  await expect(dialog(page).getByRole('checkbox', { name: 'Take Wardrobe' })).toBeChecked({ indeterminate: true })

  await dialog(page)
    .getByRole('tab', { name: /^Labels/ })
    .click()
  await expect(dialog(page).getByText(/^9 transcriptions, 3 texts/)).toBeVisible()
  await dialog(page).getByRole('combobox', { name: 'What Dress becomes' }).click()
  await page.getByRole('option', { name: 'Gown' }).click()
  await dialog(page)
    .getByRole('tab', { name: /^Left out/ })
    .click()
  await expect(dialog(page).getByText('/items/3/annotations/0')).toBeVisible()
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([])
  await expect(dialog(page).getByText(/^About .* for 3 pictures/)).toBeVisible()

  await dialog(page).getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByText(/^3 pictures kept/)).toBeVisible()
  await museum.close()

  await page.reload()
  await expect(page.getByRole('gridcell', { name: /Gown, dress/ })).toBeVisible()
  expect((await host.client.classes.list()).map(({ name }) => name)).toEqual(['Gown', 'Coat'])
  const { ids } = await host.client.images.query({ filter: { text: 'coat' } })
  const tile = page.waitForResponse(response => response.url().includes(`/iiif/image/3/${ids[0]}/`))
  await page.goto(`${host.origin}/#/annotate?image=${ids[0]}`)
  expect((await tile).status()).toBe(200)
  await expect(page.getByText('The little museum')).toBeVisible()
  await expect(page.getByText('http://creativecommons.org/licenses/by/4.0/')).toBeVisible()
})

test('a path that is not there is said in the dialog, and read once it is there', async ({ page, host }) => {
  await openDialog(page, host, 'Folder or file')
  const folder = join(host.userData, 'Finds')
  await page.getByRole('textbox', { name: 'Path of a folder or file' }).fill(folder)
  await look(page).click()
  await expect(dialog(page).getByRole('alert')).toContainText('Finds')

  await mkdir(join(folder, 'Coat'), { recursive: true })
  const photo = sharp({ create: { width: 64, height: 48, channels: 3, background: { r: 200, g: 90, b: 30 } } }).jpeg()
  await writeFile(join(folder, 'Coat', 'one.jpg'), await photo.toBuffer())
  await dialog(page).getByRole('button', { name: 'Try again' }).click()
  await expect(dialog(page).getByText('Coat/one.jpg')).toBeVisible()
  await dialog(page).getByRole('switch', { name: 'Subfolders are classes' }).click()
  await dialog(page)
    .getByRole('tab', { name: /^Labels/ })
    .click()
  await expect(dialog(page).getByRole('combobox', { name: 'What Coat becomes' })).toHaveValue('New class')
  await dialog(page).getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('gridcell', { name: /Coat, Coat\/one\.jpg/ })).toBeVisible()
})

test('pictures are kept later, one that fails is named and tried again', async ({ page, host }) => {
  const museum = await startMuseum()
  await host.client.settings.set({ allowedHosts: [museum.host] })
  await openDialog(page, host, 'Address')
  await page.getByRole('textbox', { name: /^Address/ }).fill(`${museum.origin}/collection.json`)
  await look(page).click()
  await dialog(page).getByRole('checkbox', { name: 'Take Wardrobe' }).check()
  await dialog(page).getByRole('button', { name: 'Look into 1 document' }).click()
  await expect(dialog(page).getByText('Clothes', { exact: true })).toBeVisible()
  await dialog(page).getByRole('combobox', { name: 'Pictures that are kept' }).click()
  await page.getByRole('option', { name: /^Links only/ }).click()
  await dialog(page).getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByText(/^4 images imported/)).toBeVisible()

  await page.goto(`${host.origin}/#/library?tab=sources`)
  await page.getByRole('button', { name: /^Keep offline/ }).click()
  await expect(dialog(page).getByText(museum.host)).toBeVisible()
  expect((await new AxeBuilder({ page }).include('[role=dialog]').analyze()).violations).toEqual([])
  await dialog(page).getByRole('button', { name: 'Keep offline' }).click()
  await expect(page.getByText(/^3 pictures kept, .* 1 picture could not be had\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'Show', exact: true }).last().click()
  await expect(dialog(page).getByText(`${museum.origin}/static/lost.jpg`, { exact: true })).toBeVisible()
  const before = museum.asked.filter(path => path.includes('lost')).length
  await dialog(page).getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => museum.asked.filter(path => path.includes('lost')).length).toBeGreaterThan(before)

  await page.goto(`${host.origin}/#/settings?tab=network`)
  await expect(page.getByText(museum.host)).toBeVisible()
  expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])
  await page.getByRole('button', { name: `Forbid ${museum.host}` }).click()
  await expect.poll(async () => (await host.client.settings.get()).allowedHosts).toEqual([])
  await museum.close()
})
