import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, startHost, test, type Host } from '../host'

/** A project with the shipped subset and a dataset frozen from it. */
async function createProject({ client, userData }: Host): Promise<{ path: string; datasetId: number }> {
  const { path } = await client.projects.create({ name: 'Form', folder: userData })
  const { jobId } = await client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  const { id } = await client.datasets.freeze({ name: 'garments' })
  return { path, datasetId: id }
}

async function openTrain(page: Page, host: Host): Promise<void> {
  await page.goto(`${host.origin}/#/train`)
  await expect(page.getByText('Train 1,700 · Validation 300 · Test 500')).toBeVisible()
}

/** Clean under axe in both themes. */
async function check(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
}

const field = (page: Page, name: string) => page.getByRole('spinbutton', { name, exact: true })
const fold = (page: Page, callback: string) => page.getByRole('button', { name: `Settings of ${callback}` })

test('what is wrong is said at its field, found in its fold at the start, and nothing starts before it is right', async ({
  page,
  host
}) => {
  await createProject(host)
  await openTrain(page, host)
  const said = async (name: string, value: string, message: string | RegExp) => {
    await field(page, name).fill(value)
    await expect(page.getByText(message).first()).toBeVisible()
  }
  await said('epochs', '0', 'epochs must be 1 or more')
  await said('epochs', '1e9', 'epochs must be 10000 or less')
  await said('epochs', '1', 'names as in Keras')
  await said('batch_size', '4000', 'Larger than the 1,700 training images: every epoch is a single step.')
  await said('learning_rate', '0', 'learning_rate must be 0.000001 or more')
  await said('learning_rate', 'fast', 'learning_rate must be a number')
  await page.getByText('More settings').click()
  await field(page, 'clipnorm').fill('1')
  await said('clipvalue', '1', 'Only one of clipnorm, global_clipnorm and clipvalue can be set.')
  await fold(page, 'ReduceLROnPlateau').click()
  await said('ReduceLROnPlateau cooldown', 'soon', 'ReduceLROnPlateau cooldown must be a number')
  await fold(page, 'EarlyStopping').click()
  await said('EarlyStopping baseline', 'none', 'EarlyStopping baseline must be a number')
  await check(page)

  // A callback that is off has nothing to say; folded away, the others still do.
  await page.getByRole('switch', { name: 'EarlyStopping', exact: true }).click()
  await expect(field(page, 'EarlyStopping baseline')).toBeDisabled()
  await check(page)
  await fold(page, 'ReduceLROnPlateau').click()
  await expect(field(page, 'ReduceLROnPlateau cooldown')).toBeHidden()
  await page.getByText('More settings').click()
  await expect(field(page, 'clipnorm')).toBeHidden()

  const start = page.getByRole('button', { name: 'Start run' })
  await start.click()
  await expect(page.getByText('Correct the marked fields first.')).toBeVisible()
  await expect(field(page, 'learning_rate')).toBeFocused()
  await field(page, 'learning_rate').fill('0.002')
  await start.click()
  await expect(field(page, 'clipnorm')).toBeFocused()
  await field(page, 'clipnorm').fill('')
  await start.click()
  await expect(field(page, 'ReduceLROnPlateau cooldown')).toBeFocused()
  await field(page, 'ReduceLROnPlateau cooldown').fill('2')
  expect(await host.client.runs.list()).toEqual([])

  await start.click()
  await expect
    .poll(async () => (await host.client.runs.list())[0]?.training)
    .toMatchObject({
      epochs: 1,
      batch_size: 4000,
      optimizer: { name: 'adam', learning_rate: 0.002, clipnorm: null, clipvalue: 1 },
      callbacks: { EarlyStopping: null, ReduceLROnPlateau: { cooldown: 2 } }
    })
  await expect(page.getByRole('region', { name: 'Run 1 · scratch' }).getByText('Finished')).toBeVisible()
})

test('a dataset is not frozen by shares that can’t be; what the freezing says stands in its dialog', async ({
  page,
  host
}) => {
  const { client, userData } = host
  await client.projects.create({ name: 'Few', folder: userData })
  const { jobId } = await client.sources.import({ from: join(import.meta.dirname, '../../resources/sample/photos') })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  await page.goto(`${host.origin}/#/train`)
  await page.getByRole('button', { name: 'Freeze a dataset' }).click()
  const dialog = page.getByRole('dialog', { name: 'Freeze a dataset' })
  const freeze = dialog.getByRole('button', { name: 'Freeze', exact: true })
  await dialog.getByRole('spinbutton', { name: 'Test share' }).fill('0.9')
  await dialog.getByRole('spinbutton', { name: 'Validation share' }).fill('0.5')
  await expect(dialog.getByText('Both shares together must leave images to train on').first()).toBeVisible()
  await freeze.click()
  await expect(dialog.getByRole('spinbutton', { name: 'Validation share' })).toBeFocused()
  expect(await client.datasets.list()).toEqual([])

  // Nothing is labelled yet; then all is of one class.
  await dialog.getByRole('spinbutton', { name: 'Test share' }).fill('0')
  await dialog.getByRole('spinbutton', { name: 'Validation share' }).fill('0.2')
  await freeze.click()
  await expect(dialog.getByRole('alert')).toContainText('No labelled image is among these: label some')
  await check(page)
  const { ids } = await client.images.query({})
  const { id: classId } = await client.classes.create({ name: 'Coat' })
  await client.annotations.label({ imageIds: ids.slice(0, 9), classId })
  await freeze.click()
  await expect(dialog.getByRole('alert')).toContainText(
    'All labelled examples are “Coat”: a classifier needs two classes'
  )
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Start run' })).toHaveAttribute('aria-disabled', 'true')
})

test('a project that another program holds can be looked at here, and says why nothing starts', async ({
  page,
  host
}) => {
  const { path } = await createProject(host)
  const viewer = await startHost(join(host.userData, 'viewer'))
  try {
    await page.goto(viewer.url)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await viewer.client.projects.open({ path })).toMatchObject({ readOnly: { reason: 'locked' } })
    await openTrain(page, viewer)
    for (const name of ['Start run', 'Cross-validate', 'Freeze a dataset']) {
      await expect(page.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')
    }
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('The project is read only here: nothing can be frozen or trained.')).toBeVisible()
    await page.getByRole('button', { name: 'Freeze a dataset' }).click({ force: true })
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await check(page)

    // What the holder trains is seen, and is not the viewer's to stop.
    const [dataset] = await host.client.datasets.list()
    await host.client.runs.start({
      datasetId: dataset?.id ?? 0,
      model: 'scratch',
      training: { epochs: 500, batch_size: 8 }
    })
    const run = page.getByRole('region', { name: 'Run 1 · scratch' })
    await expect(run).toBeVisible()
    await expect(run.getByRole('button', { name: /Stop|Pause|Cancel|Resume/ })).toHaveCount(0)
  } finally {
    await viewer.stop()
  }
})
