import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { join } from 'node:path'
import type { Client } from '../../src/shared/contract/contract'
import { expect, test } from '../host'
import { trainSample } from './judged-project'

const photosOf = async (client: Client): Promise<number> =>
  (await client.sources.list()).find(({ kind }) => kind === 'folder')?.id ?? 0

async function namesOf(client: Client, source: number): Promise<readonly string[]> {
  const { ids } = await client.images.query({ filter: { sources: [source] } })
  return await Promise.all(ids.map(async id => (await client.images.get({ id })).name))
}

/** Chooses a file in the dialog as a person would. */
async function chooseFile(page: Page, name: string, rows: readonly (readonly string[])[]): Promise<void> {
  const buffer = Buffer.from(rows.map(row => row.join(',')).join('\n'))
  await page.locator('input[data-upload=predictions]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await expect(page.getByTestId('predictions-file')).toHaveText(name)
}

async function expectNoFinding(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect.soft(violations.map(({ id, nodes }) => `${what} ${id}: ${nodes[0]?.html}`)).toEqual([])
}

test('import predictions made elsewhere, without any run: refused file, labels only, two models in Compare', async ({
  page,
  host
}) => {
  const { client } = host
  await client.projects.openSample({})
  const photos = await photosOf(client)
  const names = await namesOf(client, photos)
  await page.goto(`${host.origin}/#/evaluate`)
  await expect(page.getByRole('heading', { level: 1, name: 'Evaluate' })).toBeVisible()
  await page.getByRole('button', { name: 'Import predictions…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import predictions' })
  const start = dialog.getByRole('button', { name: 'Import', exact: true })
  await dialog.getByRole('combobox', { name: 'Predicted for' }).click()
  await page.getByRole('option', { name: /n = 44/ }).click()

  // What is wrong is said row by row, and nothing can be imported.
  await chooseFile(page, 'bad.csv', [
    ['file', 'label'],
    [names[0] ?? '', 'Hat'],
    ['nowhere.jpg', 'Shirt']
  ])
  const problems = dialog.getByTestId('prediction-problems')
  await expect(problems).toContainText('The project has no class “Hat”')
  await expect(problems).toContainText('“nowhere.jpg” is none of the items')
  await expect(start).toBeDisabled()
  expect(await client.predictionSets.list()).toEqual([])
  await expectNoFinding(page, 'refused file')

  // Items that the file does not mention are left out only when that is chosen.
  const models = names.map((name, at) => [name, 'Shirt', at < 9 ? 'Coat' : 'Shirt'])
  await chooseFile(page, 'theirs.csv', [['file', 'early', 'late'], ...models.slice(1)])
  await expect(dialog).toContainText('The file says nothing of 1 of 44 items')
  await expect(start).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'Leave them out, and count them' }).click()
  await dialog.getByRole('textbox', { name: 'Who made them, and how' }).fill('A model of the museum')
  await start.click()

  // Two models: they stand in Compare, marked as made elsewhere.
  const table = page.getByRole('table', { name: 'Models' })
  await expect(table.getByRole('row')).toHaveCount(3)
  await expect(table).toContainText('External 1')
  await expect(table).toContainText('external')
  await expect(page.getByTestId('verdict')).toContainText(/of \d+ images/)

  // In Evaluate a set stands like a run, with where it is from and without confidence.
  const [late] = await client.predictionSets.list()
  await page.goto(`${host.origin}/#/evaluate?run=${late?.id}&on=source:${photos}`)
  await expect(page.getByTestId('provenance')).toContainText('imported from theirs.csv')
  await expect(page.getByTestId('provenance')).toContainText('A model of the museum')
  await expect(page.getByTestId('counts')).toContainText('of 43')
  await expect(page.getByText('1 without a prediction are left out')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Low confidence' })).toContainText('no confidence')
  await expectNoFinding(page, 'external set')

  // From the matrix to the item: what each says, without bars.
  await page
    .getByRole('region', { name: 'Most confused' })
    .getByRole('button', { name: /% of errors/ })
    .first()
    .click()
  await page
    .getByRole('listbox', { name: /\bitems?\b/ })
    .getByRole('option')
    .first()
    .dblclick()
  const answers = page.getByTestId('item-model')
  await expect(answers).toHaveCount(2)
  await expect(answers.first()).toContainText('–')
  await expectNoFinding(page, 'item')

  // Removed with undo at hand.
  await page.goto(`${host.origin}/#/evaluate?run=${late?.id}&on=source:${photos}`)
  await page.getByTestId('provenance').getByRole('button', { name: 'Remove' }).click()
  await expect.poll(async () => (await client.predictionSets.list()).length).toBe(1)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(async () => (await client.predictionSets.list()).length).toBe(2)
})

test('photos of other classes: no accuracy before a map, the map is shown and undone; another recipe is marked', async ({
  page,
  host
}) => {
  const { client } = host
  const { photos } = await trainSample(client, ['scratch'])
  const from = join(
    process.env.VITRINE_ROOT ?? join(import.meta.dirname, '../..'),
    'resources/sample/iiif/manifest.json'
  )
  const { labels } = await client.sources.preview({ from })
  const classMap = Object.fromEntries(labels.map(({ text }) => [text, `Klasse ${text}`]))
  const { jobId } = await client.sources.import({ from, classMap })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  const foreign = (await client.sources.list()).find(({ uri }) => uri === from)?.id ?? 0
  const [run] = await client.runs.list()
  await page.goto(`${host.origin}/#/evaluate?run=${run?.id}&on=source:${foreign}`)
  const view = page.getByTestId('ood')
  await expect(view).toContainText('there is no accuracy')
  await expect(page.getByTestId('accuracy')).toHaveCount(0)
  await expectNoFinding(page, 'out of distribution')
  const first = view.getByRole('table', { name: 'Predicted classes' }).getByRole('button', { disabled: false }).first()
  await first.click()
  await expect(page).toHaveURL(/show=as-\d/)
  await expect(
    page
      .getByRole('listbox', { name: /\bitems?\b/ })
      .getByRole('option')
      .first()
  ).toBeVisible()

  await view.getByRole('button', { name: 'Map classes…' }).click()
  const dialog = page.getByRole('dialog', { name: 'What counts as what' })
  await expect(dialog.getByTestId('map-preview')).toContainText('0 of 3 items count')
  await dialog.getByRole('combobox', { name: 'Klasse Dress counts as' }).click()
  await page.getByRole('option', { name: 'Dress', exact: true }).click()
  await expect(dialog.getByTestId('map-preview')).toContainText(/[1-3] of 3 items count/)
  await expectNoFinding(page, 'label map')
  await dialog.getByRole('button', { name: 'Use this map' }).click()
  await expect(page.getByTestId('label-map')).toContainText('Klasse Dress → Dress')
  await expect(page.getByTestId('accuracy')).toBeVisible()
  await client.history.undo()
  await expect(view).toContainText('there is no accuracy')

  // A recipe that the model was not trained with: in the address, and marked.
  await page.goto(`${host.origin}/#/evaluate?run=${run?.id}&on=source:${photos}`)
  await expect(page.getByTestId('recipe')).toBeVisible()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitemradio', { name: 'study' }).click()
  await expect(page).toHaveURL(/recipe=study/)
  await expect(page.getByTestId('foreign-recipe')).toContainText('“study”')
  await expect(page.getByText('recipe study').first()).toBeVisible()
  await page.reload()
  await expect(page.getByTestId('foreign-recipe')).toContainText('“study”')
  await page.getByRole('button', { name: 'Own recipe' }).click()
  await expect(page.getByTestId('foreign-recipe')).toHaveCount(0)
})
