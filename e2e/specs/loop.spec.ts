import { expect, test } from '../host'

test('freeze, train, find an error, relabel it and see the numbers change', async ({ page, host }) => {
  await page.getByRole('button', { name: 'Open sample project Enter' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await page.getByRole('link', { name: 'Train' }).click()
  await page.getByRole('button', { name: 'Freeze a dataset' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Freeze', exact: true }).click()
  await expect(page.getByText('Train 1,700 · Validation 300 · Test 500')).toBeVisible()

  await page.getByRole('spinbutton', { name: 'epochs' }).fill('1')
  await page.getByRole('combobox', { name: 'engine' }).click()
  await page.getByRole('option', { name: 'wasm' }).click()
  await page.getByRole('button', { name: 'Start run' }).click()
  const run = page.getByRole('region', { name: 'Run 1 · scratch' })
  await expect(run.getByText('Running')).toBeVisible()
  // The live curve: its table twin holds the batches that have come so far.
  await run.getByRole('radio', { name: 'Batch' }).click()
  await expect(run.getByRole('figure', { name: /Loss by batch/ }).getByRole('row')).not.toHaveCount(1)
  await expect(run.getByText('Finished')).toBeVisible({ timeout: 90_000 })

  await run.getByRole('link', { name: 'Evaluate' }).click()
  const counts = page.getByTestId('counts')
  await expect(counts).toContainText('of 500 · Wilson')
  const before = await counts.textContent()
  // Whatever the model confuses most: the first row of the list opens its images.
  await page
    .getByRole('region', { name: 'Most confused' })
    .getByRole('button', { name: /% of errors/ })
    .first()
    .click()
  const gallery = page.getByRole('listbox', { name: /\bitems?\b/ })
  await expect(gallery.getByRole('option').first()).toBeVisible()
  const shown = await gallery.getByRole('option').count()
  expect(shown).toBeGreaterThan(0)

  // Labelled as the model saw it, the item is no error any more.
  const cell = await page.locator('[data-cell][aria-pressed=true]').getAttribute('data-cell')
  const predicted = Number(cell?.split('-')[1])
  await gallery.getByRole('option').first().focus()
  await page.keyboard.press(String((predicted + 1) % 10))
  await expect(gallery.getByRole('option')).toHaveCount(shown - 1)
  const correct = (text: string | null) => Number(text?.match(/\d+/)?.[0])
  await expect.poll(async () => correct(await counts.textContent())).toBe(correct(before) + 1)

  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect(counts).toHaveText(before ?? '')
  await expect(gallery.getByRole('option')).toHaveCount(shown)

  const history = await host.client.history.state()
  expect(history.redo?.title).toContain('Label')
})
