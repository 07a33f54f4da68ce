import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { sharp } from '../../src/main/images/safe-sharp'
import { expect, test } from '../host'

const picture = (hue: number): Promise<Buffer> =>
  sharp({ create: { width: 320, height: 240, channels: 3, background: { r: hue * 40, g: 90, b: 30 } } })
    .jpeg()
    .toBuffer()

const input = (page: Page, what: 'files' | 'folder') => page.locator(`input[data-upload=${what}]`)

test('photos chosen in the browser are uploaded and appear, a folder keeps its name', async ({ page, host }) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-upload-'))
  await mkdir(join(folder, 'Finds', 'deep'), { recursive: true })
  await writeFile(join(folder, 'Finds', 'a b.jpg'), await picture(1))
  await writeFile(join(folder, 'Finds', 'deep', 'größe.jpg'), await picture(2))
  await writeFile(join(folder, 'Finds', 'broken.jpg'), 'no picture')
  await writeFile(join(folder, 'Finds', '.hidden.jpg'), 'no picture')
  await host.client.projects.create({ name: 'Uploads', folder })
  await page.goto(`${host.origin}/#/library`)

  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await input(page, 'files').setInputFiles([
    { name: 'one.jpg', mimeType: 'image/jpeg', buffer: await picture(3) },
    { name: 'two.jpg', mimeType: 'image/jpeg', buffer: await picture(4) }
  ])
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('one.jpg')).toBeVisible()
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByText('2 images imported.')).toBeVisible()
  await expect(page.getByRole('gridcell', { name: /(one|two)\.jpg/ })).toHaveCount(2)

  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await input(page, 'folder').setInputFiles(join(folder, 'Finds'))
  await expect(dialog.getByRole('tab', { name: /^Left out 1/ })).toBeVisible()
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByText('2 images imported, 1 left out.')).toBeVisible()
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByText('Finds broken.jpg')).toBeVisible()
  expect(await host.client.sources.list()).toMatchObject([
    { kind: 'upload', name: 'Uploaded files', images: 2 },
    { kind: 'upload', name: 'Finds', images: 2 }
  ])
  await rm(folder, { recursive: true, force: true })
})

test('a photo dropped on the start screen becomes a project', async ({ page, host }) => {
  const bytes = [...(await picture(5))]
  const transfer = await page.evaluateHandle(content => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(content)], 'dropped.jpg', { type: 'image/jpeg' }))
    return data
  }, bytes)
  await page.getByRole('button', { name: /^Drop photos/ }).dispatchEvent('drop', { dataTransfer: transfer })
  await page.getByRole('textbox', { name: 'Name' }).fill('Dropped')
  await page.getByRole('textbox', { name: 'Folder' }).fill(host.userData)
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('gridcell', { name: 'Unlabelled, dropped.jpg' })).toBeVisible()
})
