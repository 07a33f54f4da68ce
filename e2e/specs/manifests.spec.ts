import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { readManifest } from '../../src/shared/domain/presentation/read-manifest'
import { expect, test, type Host } from '../host'

const canvases = (page: Page): Locator => page.getByRole('listbox', { name: 'Canvases' }).getByRole('option')

async function openLibrary(page: Page, host: Host): Promise<void> {
  await host.client.projects.openSample({})
  await page.goto(`${host.origin}/?loaded#/library?text=boot`)
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await expect(page.getByRole('gridcell').first()).toBeVisible()
}

/** A manifest of the sample's photos, open in the window. */
async function openManifest(page: Page, host: Host) {
  await host.client.projects.openSample({})
  const { ids } = await host.client.images.query({ filter: { text: 'boot' }, sort: { by: 'name' } })
  const { id } = await host.client.manifests.create({ label: [{ language: 'en', value: 'Boots' }], filter: { ids } })
  await page.goto(`${host.origin}/?loaded#/publish?tab=manifests&manifest=${id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Publish' })).toBeVisible()
  await expect(canvases(page).first()).toBeVisible()
  const names = async (): Promise<(string | null)[]> =>
    (await host.client.manifests.get({ id })).canvases.map(({ name }) => name)
  return { id, names, before: await names() }
}

test('a selection becomes a manifest, is ordered by keys, described, saved and read back', async ({ page, host }) => {
  await openLibrary(page, host)
  await page.getByRole('grid').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(3)
  await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Make a manifest…' }).click()
  await page.getByRole('dialog').getByLabel('Label').fill('Boots')
  await page.getByRole('button', { name: 'Make manifest' }).click()

  await expect(canvases(page)).toHaveCount(3)
  const [{ id } = { id: 0 }] = await host.client.manifests.list()
  const read = () => host.client.manifests.get({ id })
  const before = (await read()).canvases.map(({ imageId }) => imageId)
  await page.getByRole('listbox', { name: 'Canvases' }).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowDown')
  const order = async (): Promise<number[]> => (await read()).canvases.map(({ imageId }) => imageId)
  await expect.poll(order).toEqual([before[1], before[2], before[0]])

  await page.keyboard.press('Enter')
  await page.getByRole('group', { name: 'Label' }).getByLabel('Label', { exact: true }).fill('The last pair')
  await page.getByLabel('Language of Label').fill('en')
  await page.getByLabel('Language of Label').press('Enter')
  await expect(canvases(page).last()).toContainText('The last pair')

  await page.getByRole('radio', { name: 'Manifest', exact: true }).click()
  await page.getByRole('combobox', { name: 'Rights' }).click()
  await page.getByRole('option', { name: 'CC BY 4.0' }).click()
  await page.getByRole('textbox', { name: 'Statement', exact: true }).fill('A museum')
  await page.getByRole('textbox', { name: 'Statement', exact: true }).press('Enter')
  await expect
    .poll(async () => (await read()).requiredStatement?.value)
    .toEqual([{ language: null, value: 'A museum' }])

  await page.getByRole('button', { name: 'Save as IIIF…' }).click()
  await page.getByLabel('Published at').fill('https://example.org/boots')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save file' }).click()
  const download = await saving
  expect(download.suggestedFilename()).toBe('Boots.iiif3.json')
  const written = readManifest(JSON.parse(await readFile(await download.path(), 'utf8')))
  expect(written).toMatchObject({
    version: 3,
    problems: [],
    label: [{ language: null, value: 'Boots' }],
    rights: 'http://creativecommons.org/licenses/by/4.0/',
    requiredStatement: { value: [{ language: null, value: 'A museum' }] }
  })
  expect(written.canvases.map(({ label }) => label).at(-1)).toEqual([{ language: 'en', value: 'The last pair' }])
  expect(written.canvases.map(({ images }) => images[0]?.service?.id)).toEqual(
    [before[1], before[2], before[0]].map(image => `https://example.org/boots/iiif/image/3/${image}`)
  )

  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('listbox', { name: 'Canvases' }).focus()
  // Statement, rights, the label and its language, and the two moves as one.
  for (let step = 0; step < 5; step++) await page.keyboard.press('Control+z')
  await expect.poll(order).toEqual(before)
  await expect(canvases(page).first()).not.toContainText('The last pair')
})

test('canvases are dragged, taken out and shown in two windows', async ({ page, host, context }) => {
  const { names, before } = await openManifest(page, host)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(canvases(other).first()).toBeVisible()
  const third = canvases(page).nth(2)
  await third.dragTo(canvases(page).first(), { targetPosition: { x: 60, y: 4 } })
  const dragged = [before[2], before[0], before[1], ...before.slice(3)]
  await expect.poll(names).toEqual(dragged)
  for (const window of [page, other]) await expect(canvases(window).first()).toContainText(before[2] ?? '?')

  await canvases(page).first().click()
  await canvases(page)
    .nth(1)
    .click({ modifiers: ['Shift'] })
  await page.keyboard.press('Delete')
  await expect.poll(names).toEqual(dragged.slice(2))
  await expect(canvases(other).first()).toContainText(dragged[2] ?? '?')
})

test('what is wrong is said at the field, and an image that left the project at its canvas', async ({ page, host }) => {
  const { id } = await openManifest(page, host)
  await page.getByRole('combobox', { name: 'Rights' }).click()
  await page.getByRole('option', { name: 'Another address' }).click()
  await page.getByLabel('Address of the licence').fill('CC BY')
  await page.getByLabel('Address of the licence').press('Enter')
  await expect(page.getByText('it starts with http:// or https://')).toBeVisible()
  expect((await host.client.manifests.get({ id })).rights).toBe(null)

  const [first] = (await host.client.manifests.get({ id })).canvases
  await host.client.images.remove({ ids: [first?.imageId ?? 0] })
  await expect(canvases(page).first()).toContainText('no longer in the project')
  await page.getByRole('button', { name: 'Take out', exact: true }).click()
  await expect(page.getByText('no longer in the project')).toHaveCount(0)
})

test('thousands of canvases are moved from end to end by keys', async ({ page, host }) => {
  const { client } = host
  await client.projects.openSample({})
  const { jobId } = await client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  const { ids } = await client.images.query({})
  const { id } = await client.manifests.create({ label: [{ language: null, value: 'Many' }], filter: {} })
  await page.goto(`${host.origin}/?loaded#/publish?tab=manifests&manifest=${id}`)
  await expect(canvases(page).first()).toBeVisible()
  await page.getByRole('listbox', { name: 'Canvases' }).focus()
  await page.keyboard.press('End')
  await expect(page.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', String(ids.length))
  await page.keyboard.press('Alt+Home')
  await expect(page.getByRole('option', { selected: true })).toHaveAttribute('aria-posinset', '1')
  await expect.poll(async () => (await client.manifests.get({ id })).canvases[0]?.imageId).toBe(ids.at(-1))
  expect(await canvases(page).count()).toBeLessThan(60)
})

test('no finding of axe, light and dark, wide and narrow', async ({ page, host }) => {
  await openManifest(page, host)
  for (const [colorScheme, width, pane] of [
    ['light', 1440, 'Manifest'],
    ['dark', 1024, 'Canvas']
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 700 })
    await canvases(page).first().click()
    await page.getByRole('radio', { name: pane, exact: true }).click()
    await expect(page.locator(`[data-theme=${colorScheme}]`)).toBeAttached()
    const { violations } = await new AxeBuilder({ page }).include('main').analyze()
    expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(node => node.html) }))).toEqual([])
  }
})
