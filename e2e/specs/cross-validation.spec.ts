import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { sharp } from '../../src/main/images/safe-sharp'
import { expect, test, type Host } from '../host'

/** 2,500 garments, frozen: folds of one epoch take seconds. */
async function freezeGarments({ client, userData }: Host): Promise<number> {
  await client.projects.create({ name: 'Folds', folder: userData })
  const { jobId } = await client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  return (await client.datasets.freeze({ name: 'Garments', validation: 0, test: 0 })).id
}

/** What a menu of files saves. */
async function save(page: Page, menu: string, entry: string): Promise<{ name: string; bytes: Buffer; text: string }> {
  await page.getByRole('button', { name: `Save ${menu}`, exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: entry }).click()
  ])
  const bytes = await readFile(await download.path())
  return { name: download.suggestedFilename(), bytes, text: bytes.toString() }
}

test('cross-validate in the window: plan, progress, cancel and go on, figures, a suspect, Evaluate and back', async ({
  page,
  host
}) => {
  await freezeGarments(host)
  await page.goto(`${host.origin}/#/cross-validation`)
  await expect(page.getByText('No cross-validation yet')).toBeVisible()
  await page.getByRole('link', { name: 'Cross-validate' }).click()

  // The dialog stands over the form that says what is trained.
  const dialog = page.getByRole('dialog', { name: 'Cross-validate' })
  await expect(dialog).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('spinbutton', { name: 'epochs' }).fill('3')
  await page.getByRole('button', { name: 'Cross-validate' }).click()
  await dialog.getByRole('spinbutton', { name: 'Folds' }).fill('2')
  await dialog.getByRole('button', { name: 'Start folds' }).click()

  await expect(page.getByTestId('cv-progress')).toContainText('of 2')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByRole('button', { name: 'Go on' }).click()
  const mean = page.getByTestId('fold-mean')
  await expect(mean).toBeVisible({ timeout: 60_000 })
  await expect(mean).toContainText('±')
  await expect(page.getByTestId('fold-plan')).toContainText('score 1,000')
  await expect(page.getByTestId('out-of-fold-counts')).toContainText('of 2,000')

  // Every figure that is saved says whose it is, in full precision.
  const folds = await save(page, 'Folds', 'Save as CSV')
  expect(folds.name).toMatch(/^cv-1-\S+\.garments-out-of-fold\.folds\.csv$/)
  const [head = '', first = '', second = ''] = folds.text.split('\r\n')
  expect(head.split(',').slice(0, 7)).toEqual(['run', 'population', 'protocol', 'n', 'fold', 'run', 'correct'])
  const cells = [first, second].map(row => row.split(','))
  expect(cells.map(row => row.slice(1, 5))).toEqual([
    ['Garments out of fold', 'out-of-fold 2', '2000', '1'],
    ['Garments out of fold', 'out-of-fold 2', '2000', '2']
  ])
  for (const row of cells) expect(Number(row[8])).toBe(Number(row[6]) / Number(row[7]))
  const right = cells.reduce((sum, row) => sum + Number(row[6]), 0)
  await expect(page.getByTestId('out-of-fold-counts')).toHaveText(`${right.toLocaleString('en')} of 2,000`)

  // The matrix of all folds counts what each fold counts; it is saved as a drawing, too.
  const matrix = page.getByRole('region', { name: 'Out-of-fold matrix' })
  const svg = await save(page, 'Out-of-fold matrix', 'Save as SVG')
  expect(svg.text).toMatch(/^<svg .*Ankle boot/)
  const png = await save(page, 'Out-of-fold matrix', 'Save as PNG')
  expect(png.name).toMatch(/\.png$/)
  const { width, height } = await sharp(png.bytes).metadata()
  const chart = page.getByRole('figure', { name: /^Accuracy per fold/ })
  await chart.focus()
  const curves = await save(page, 'Accuracy per fold', 'Save as PNG')
  expect((await sharp(curves.bytes).metadata()).format).toBe('png')
  expect(svg.text).toContain(`width="${width / 3}" height="${height / 3}"`)
  await matrix.getByRole('gridcell').first().getByRole('button').focus()
  await page.keyboard.press('t')
  const counts = await matrix.getByTestId('table-twin').locator('tbody tr td:nth-child(3)').allTextContents()
  expect(counts.reduce((sum, text) => sum + Number(text), 0)).toBe(2000)

  // Evaluate opens the same population, each image judged by the fold that never saw it.
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click()
  await expect(page.getByTestId('counts')).toContainText(`${right.toLocaleString('en')} of 2,000`)
  await expect(page.getByText('out-of-fold', { exact: true })).toBeVisible()
  await page.goBack()

  // A suspect is relabelled by a key: its fold's figure moves at once, undo takes it back.
  const suspects = page.getByRole('listbox', { name: 'Label suspects' })
  await suspects.getByRole('option').first().focus()
  await page.keyboard.press('l')
  await expect(page.getByTestId('out-of-fold-counts')).toHaveText(`${(right + 1).toLocaleString('en')} of 2,000`)
  await expect(suspects.getByRole('option').first()).toContainText('relabelled')
  await expect(page.getByText('1 label changed since this ran')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByTestId('out-of-fold-counts')).toHaveText(`${right.toLocaleString('en')} of 2,000`)

  // A label that is kept stays so when the screen is left.
  await suspects.getByRole('option').nth(1).focus()
  await page.keyboard.press('k')
  await expect(suspects.getByRole('option').nth(1)).toContainText('kept')
  await page.getByRole('link', { name: 'Library' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await page.goBack()
  await expect(suspects.getByRole('option').nth(1)).toContainText('kept')
  await page.keyboard.press('Control+z')
  await expect(suspects.getByRole('option').nth(1)).not.toContainText('kept')

  // An item of the list knows its place in it.
  await suspects.getByRole('option').first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('list-place')).toHaveText(/^1 of \d+$/)
  await expect(page.getByTestId('item-model')).toHaveCount(1)
  const name = await page.getByRole('heading', { level: 1 }).textContent()
  await page.keyboard.press('d')
  await expect(page.getByTestId('list-place')).toHaveText(/^2 of \d+$/)
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name ?? '')
  await page.keyboard.press('Escape')
  await expect(suspects).toBeVisible()

  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('No cross-validation yet')).toBeVisible()
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await expect(mean).toBeVisible()
})

test('no finding of axe on Cross-validation, light and dark, wide and narrow', async ({ page, host }) => {
  const datasetId = await freezeGarments(host)
  const { jobId } = await host.client.crossValidation.start({
    ...{ datasetId, model: 'scratch', folds: 2, training: { epochs: 1 } }
  })
  await expect
    .poll(async () => (await host.client.jobs.get({ id: jobId ?? '' })).state, { timeout: 60_000 })
    .toBe('succeeded')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.setViewportSize(colorScheme === 'light' ? { width: 1440, height: 900 } : { width: 1024, height: 700 })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(`${host.origin}/#/cross-validation`)
    await expect(page.getByTestId('fold-mean')).toBeVisible()
    await expect(page.getByTestId('suspects-total')).toBeVisible()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
})
