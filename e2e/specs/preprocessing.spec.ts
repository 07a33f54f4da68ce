import { expect, test } from '../host'
import { trainSample } from './judged-project'

test('the lab shows what the model gets, ranks recipes and keeps one', async ({ page, host }) => {
  const { client } = host
  test.setTimeout(600_000)
  const { photos } = await trainSample(client, ['scratch'])
  const [run] = await client.runs.list()
  if (!run) throw new Error('no run was trained')
  await page.goto(`${host.origin}/#/evaluate`)
  await page.getByRole('link', { name: 'Preprocessing' }).click()
  const rows = page.getByRole('grid', { name: 'Photos through the recipe' })
  const crop = rows.getByRole('img', { name: /^Crop · / }).first()
  await expect(crop).toBeVisible({ timeout: 30_000 })
  const toolbar = page.getByRole('toolbar', { name: 'Recipe' })
  await expect(toolbar).toContainText('makes 28 × 28 × 1')

  // Whole, then box: the crop's size tells that the inputs are made anew.
  const settings = toolbar.getByRole('button', { name: /^Crop/ })
  await settings.click()
  await page.getByRole('radio', { name: 'whole' }).click()
  await expect(page.getByText('other recipe')).toBeVisible()
  const source = await rows
    .getByRole('img', { name: /^\d+ × \d+$/ })
    .first()
    .getAttribute('aria-label')
  await expect(crop).toHaveAttribute('aria-label', `Crop · ${source}`, { timeout: 30_000 })
  await page.getByRole('radio', { name: 'box' }).click()
  await expect(crop).not.toHaveAttribute('aria-label', `Crop · ${source}`, { timeout: 30_000 })

  // A step at a wrong place is told at once.
  await page.getByRole('button', { name: 'Later' }).click()
  await expect(page.getByRole('alert').first()).toContainText('A crop must be the first step')
  await settings.click()
  await page.getByRole('button', { name: 'Earlier' }).click()
  await settings.click()
  await page.getByRole('radio', { name: 'square' }).click()
  await page.keyboard.press('Escape')
  await expect(toolbar).toContainText('square')

  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  const strategies = page.getByTestId('strategies')
  await expect(strategies.getByRole('img', { name: / to / })).toHaveCount(3, { timeout: 240_000 })
  await expect(page.getByTestId('verdict')).toContainText('photos')
  await expect(page.getByTestId('control')).toContainText('n = 200', { timeout: 120_000 })
  await expect(page.getByTestId('ablation').getByRole('img')).toHaveCount(4, { timeout: 240_000 })

  await page.getByRole('button', { name: 'Save as recipe' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('study')
  await dialog.getByRole('button', { name: 'Save as recipe' }).click()
  await expect(dialog).toContainText('Vitrine’s own')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('squares')
  await dialog.getByRole('button', { name: 'Save as recipe' }).click()
  await expect(page.getByRole('combobox', { name: 'Recipe' })).toHaveValue('squares')
  const saved = (await client.recipes.list()).find(({ recipe }) => recipe.name === 'squares')
  expect(saved?.recipe.steps[0]).toMatchObject({ kind: 'crop', policy: 'square' })

  const judged = await client.evaluation.evaluate({
    runId: run.id,
    population: { kind: 'source', sourceId: photos },
    recipe: 'squares'
  })
  expect(judged).toMatchObject({ recipe: 'squares', foreignRecipe: true })
})
