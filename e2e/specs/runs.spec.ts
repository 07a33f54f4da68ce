import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, type Host } from '../host'

/** A project with the shipped subset frozen, and a run of one epoch per entry. */
async function trainRuns(host: Host, ...batchSizes: readonly number[]): Promise<readonly string[]> {
  await host.client.projects.create({ name: 'Runs', folder: host.userData })
  const { jobId } = await host.client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await expect.poll(async () => (await host.client.jobs.get({ id: jobId })).state).toBe('succeeded')
  const { id: datasetId } = await host.client.datasets.freeze({ name: 'garments' })
  const ids: string[] = []
  for (const batch_size of batchSizes) {
    const { id } = await host.client.runs.start({ datasetId, model: 'scratch', training: { epochs: 1, batch_size } })
    ids.push(id)
    await expect.poll(async () => (await host.client.runs.get({ id })).state, { timeout: 90_000 }).toBe('finished')
  }
  return ids
}

async function openTrain(page: Page, host: Host): Promise<void> {
  await page.goto(`${host.origin}/#/train`)
  await expect(page.getByText('Train 1,700 · Validation 300 · Test 500')).toBeVisible()
}

test('runs are found, compared in curves and settings, and a transfer shows its model and comes back whole', async ({
  page,
  host
}) => {
  test.setTimeout(180_000)
  const [first] = await trainRuns(host, 64, 128)
  await host.client.runs.update({ id: first ?? '', tags: ['paper'], note: 'for the catalogue' })
  await openTrain(page, host)

  // The earlier run behind the curves is in their tables, by epoch and by batch.
  const run = page.getByRole('region', { name: 'Run 2 · scratch' })
  await run.getByRole('combobox', { name: 'Compare with a run' }).click()
  await page.getByRole('option', { name: /Run 1/ }).click()
  await expect(run.getByRole('list', { name: 'Runs behind' })).toContainText('Run 1 · scratch')
  const twin = (name: RegExp) => run.getByRole('figure', { name }).getByRole('row', { name: /Run 1 · scratch/ })
  await expect(twin(/Accuracy by epoch/)).toHaveCount(1)
  await run.getByRole('radio', { name: 'Batch' }).click()
  await expect(twin(/Accuracy by batch/).first()).toBeAttached()
  // All of it stands in the address.
  await page.reload()
  await expect(twin(/Accuracy by batch/).first()).toBeAttached()

  await page.getByRole('tab', { name: /Runs/ }).click()
  for (const box of await page.getByRole('checkbox', { name: /Compare Run/ }).all()) await box.click()
  const differing = page.getByRole('table', { name: 'Settings that differ' }).getByRole('row')
  await expect(differing).toHaveText([/Setting/, /batch_size\s*128\s*64/])
  await page.getByRole('textbox', { name: /Find by/ }).fill('paper catalogue')
  await expect(page.getByText('1 of 2 runs')).toBeVisible()
  await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row')).toHaveCount(2)

  // What a transfer freezes and trains is seen before it is started.
  await page.getByRole('tab', { name: 'New run' }).click()
  await page.getByRole('radio', { name: 'Transfer' }).click()
  await page.getByRole('combobox', { name: 'Run to start from' }).click()
  await page.getByRole('option', { name: /Run 1/ }).click()
  const model = page.getByRole('table', { name: 'scratch transfer' })
  await expect(model.getByRole('img', { name: 'frozen' })).toHaveCount(2)
  await page.getByRole('combobox', { name: 'Train from layer' }).click()
  await page.getByRole('option', { name: /^conv2d_1/ }).click()
  await expect(model.getByRole('img', { name: 'frozen' })).toHaveCount(1)
  await expect(model.getByText('kept')).toHaveCount(1)
  // Folds can't start from another run; where the form does, that is said.
  await page.getByRole('button', { name: 'Cross-validate' }).click()
  await expect(page.getByRole('dialog').getByText('Folds train scratch from new weights')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('spinbutton', { name: 'epochs' }).fill('1')
  await page.getByRole('button', { name: 'Start run' }).click()
  await expect.poll(async () => (await host.client.runs.list())[0]?.state, { timeout: 90_000 }).toBe('finished')

  // The same again is one click, though no model of that name exists.
  await page.getByRole('radio', { name: 'New weights' }).click()
  await page.getByRole('link', { name: 'Run page' }).click()
  await expect(page.getByRole('link', { name: 'run 1, epoch 1' })).toBeVisible()
  await page.getByRole('button', { name: 'Use these settings' }).click()
  await expect(page.getByRole('radio', { name: 'Transfer' })).toBeChecked()
  await expect(model.getByRole('img', { name: 'frozen' })).toHaveCount(1)
})

const clean = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

test('a run’s page has an address: it is shared, comes back after a reload, and says when its run is gone', async ({
  page,
  host
}) => {
  const [first = '', second = ''] = await trainRuns(host, 64, 128)
  const title = (name: string) => page.getByRole('heading', { level: 1, name })
  await page.goto(`${host.origin}/#/train?tab=runs`)
  await page.getByRole('textbox', { name: /Find by/ }).fill('finished')
  const runs = page.getByRole('table', { name: 'Runs' })
  const beside = page.context().waitForEvent('page')
  await runs
    .getByRole('link', { name: 'scratch' })
    .first()
    .click({ modifiers: ['ControlOrMeta'] })
  const tab = await beside
  await expect(tab.getByRole('heading', { level: 1, name: 'Run 2 · scratch' })).toBeVisible()
  await expect(page).toHaveURL(/train\?/)

  // Back and forward leave and enter the page; the list is found as it was.
  await runs.getByRole('row').nth(2).getByRole('cell').nth(1).click()
  await expect(title('Run 1 · scratch')).toBeVisible()
  await expect(page).toHaveURL(`${host.origin}/#/run/${first}`)
  await page.goBack()
  await expect(page.getByText('2 of 2 runs')).toBeVisible()
  await page.goForward()
  await page.reload()
  await expect(title('Run 1 · scratch')).toBeVisible()
  const { weights, datasetHash } = await host.client.runs.definition({ id: first })
  const facts = page.getByRole('region', { name: 'What defines this run' })
  for (const fact of [first, weights ?? '', datasetHash, 'garments, revision 1', '1,700 train, 300 validation'])
    await expect(facts.getByText(fact, { exact: true })).toBeVisible()
  await expect(facts.getByRole('definition').filter({ hasText: /^adam$/ })).toBeVisible()
  await clean(page)

  // What is typed is kept without leaving the field, and seen by the other window, whose own fields follow.
  await page.getByRole('textbox', { name: 'Note' }).fill('for the catalogue')
  await expect.poll(async () => (await host.client.runs.get({ id: first })).note).toBe('for the catalogue')
  await tab.goto(`${host.origin}/#/run/${first}`)
  await expect(tab.getByRole('textbox', { name: 'Note' })).toHaveValue('for the catalogue')
  await page.getByRole('textbox', { name: 'Note' }).fill('for the second catalogue')
  await expect(tab.getByRole('textbox', { name: 'Note' })).toHaveValue('for the second catalogue')
  await tab.close()

  // Evaluated: with its figures and the way to them.
  await page.getByRole('region', { name: 'Evaluated on' }).getByRole('link', { name: 'Evaluate' }).click()
  await expect(page.getByTestId('counts')).toContainText('of 500')
  await page.goBack()
  const judged = page.getByRole('table', { name: 'Evaluated on' }).getByRole('row').nth(1)
  await expect(judged).toContainText(/garments test.*of 500/)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 1024, height: 700 })
  await clean(page)

  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('tab', { name: /Runs/ })).toHaveAttribute('aria-selected', 'true')
  await page.goBack()
  await expect(page.getByRole('main').getByText('Run 1 · scratch is in the trash')).toBeVisible()
  await clean(page)
  await page.getByRole('main').getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByRole('region', { name: 'What defines this run' })).toBeVisible()
  await page.goto(`${host.origin}/#/run/${second.replace(/^.{8}/, '00000000')}`)
  await expect(page.getByText('No such run here')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'All runs' }).last().click()
  await expect(runs.getByRole('row')).toHaveCount(3)
})

test('back closes the topmost dialog and stays; a typed address closes it and leads on', async ({ page, host }) => {
  await trainRuns(host)
  await page.goto(`${host.origin}/#/library`)
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await page.getByRole('link', { name: 'Train' }).click()
  await expect(page.getByText('Train 1,700')).toBeVisible()
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Cross-validate' }).click()
  await expect(dialog).toBeVisible()
  await page.goBack()
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(/train/)
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: 'Library' })).toBeVisible()
  await page.goForward()
  await expect(page.getByText('Train 1,700')).toBeVisible()

  // Also one that any screen may open.
  await page.keyboard.press('Control+i')
  await expect(dialog).toBeVisible()
  await page.goBack()
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(/train/)
  await page.keyboard.press('Control+i')
  await expect(dialog).toBeVisible()
  await page.evaluate(() => void (location.hash = '#/compare'))
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible()
  await expect(dialog).toHaveCount(0)
})

test('a model that was changed since a run comes back with it under a name of its own', async ({ page, host }) => {
  test.setTimeout(120_000)
  await trainRuns(host)
  const [{ id: datasetId } = { id: 0 }] = await host.client.datasets.list()
  const dense = { class_name: 'Dense', name: 'dense', units: 10, activation: 'softmax' } as const
  const flat = { class_name: 'Flatten', name: 'flatten' } as const
  const model = { name: 'mine', input_shape: [28, 28, 1] as [number, number, number], layers: [flat, dense] }
  await host.client.models.save({ name: 'mine', model })
  const { id } = await host.client.runs.start({ datasetId, model, training: { epochs: 1 } })
  await expect.poll(async () => (await host.client.runs.get({ id })).state, { timeout: 90_000 }).toBe('finished')
  const dropout = { class_name: 'Dropout', name: 'dropout', rate: 0.5 } as const
  await host.client.models.save({ name: 'mine', model: { ...model, layers: [flat, dropout, dense] } })

  await openTrain(page, host)
  await page.getByRole('link', { name: 'Run page' }).click()
  await page.getByRole('button', { name: 'Use these settings' }).click()
  await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toHaveValue('mine of run 1')
  const kept = (await host.client.models.list()).find(({ name }) => name === 'mine of run 1')
  expect(kept?.model.layers.map(({ name }) => name)).toEqual(['flatten', 'dense'])
})

test('a model in the making outlives other tabs, is undone step by step and never written over another', async ({
  page,
  host
}) => {
  await trainRuns(host)
  await openTrain(page, host)
  await page.getByRole('button', { name: 'Copy to edit' }).click()
  const layers = page.getByRole('table', { name: 'Layer' }).getByRole('button', { name: /settings of/ })
  await expect(layers).toHaveCount(7)
  await page.getByRole('button', { name: 'Remove max_pooling2d_1' }).click()
  await page.getByRole('tab', { name: 'New run' }).click()
  await page.getByRole('tab', { name: 'Models' }).click()
  await expect(layers).toHaveCount(6)
  // It outlives a reload with its steps, and is found in a window that comes later.
  await page.reload()
  await expect(layers).toHaveCount(6)
  const later = await page.context().newPage()
  await later.goto(`${host.origin}/#/train?tab=models`)
  await expect(later.getByRole('button', { name: 'Remove flatten' })).toBeVisible()
  await expect(later.getByRole('button', { name: 'Remove max_pooling2d_1' })).toHaveCount(0)
  await later.close()
  await page.getByRole('button', { name: 'Undo the last change of layers' }).click()
  await expect(layers).toHaveCount(7)
  await page.getByRole('button', { name: 'Redo the change of layers' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('scratch copy is saved.')).toBeVisible()
  // Saved, it is no draft any more.
  await page.reload()
  await expect(page.getByText('Copy a preset to change its layers.')).toBeVisible()
  await page.getByRole('button', { name: 'scratch copy' }).click()
  await expect(layers).toHaveCount(6)

  // What can't be read stays, with the reason at its own field.
  await page.getByRole('button', { name: 'Conv2D, settings of conv2d', exact: true }).click()
  await page.getByRole('textbox', { name: 'kernel_size' }).fill('three')
  await expect(page.getByText('Write one whole number, or two')).toBeVisible()
  await page.getByRole('textbox', { name: 'kernel_size' }).fill('5')
  await expect(page.getByRole('cell', { name: '24×24×32' })).toBeVisible()

  // A second copy has a name of its own; the name of another model is refused, not taken from it.
  await page.getByRole('button', { name: 'Copy a preset' }).click()
  await expect(page.getByText('The changes of “scratch copy” were not saved.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('scratch copy 2')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('scratch copy')
  await expect(page.getByText('There is a model “scratch copy” already.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('button', { name: 'Take them up again' }).click()
  await expect(page.getByRole('cell', { name: '24×24×32' })).toBeVisible()
})
