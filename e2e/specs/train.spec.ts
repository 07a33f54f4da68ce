import { execFileSync } from 'node:child_process'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, type Host } from '../host'

/** A project with the shipped subset, and the Train screen with a dataset frozen from it by hand. */
async function openTrain(page: Page, host: Host): Promise<void> {
  await host.client.projects.create({ name: 'Train', folder: host.userData })
  const { jobId } = await host.client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await expect.poll(async () => (await host.client.jobs.get({ id: jobId })).state).toBe('succeeded')
  await page.goto(`${host.origin}/#/train`)
  await page.getByRole('button', { name: 'Freeze a dataset' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Freeze', exact: true }).click()
  await expect(page.getByText('Train 1,700 · Validation 300 · Test 500')).toBeVisible()
}

/** Small batches: slow enough to be interrupted on any engine. */
async function startScratch(page: Page, epochs: number): Promise<void> {
  await page.getByRole('spinbutton', { name: 'epochs' }).fill(String(epochs))
  await page.getByRole('spinbutton', { name: 'batch_size' }).fill('8')
  await page.getByRole('switch', { name: 'EarlyStopping' }).click()
  await page.getByRole('button', { name: 'Start run' }).click()
}

const runOf = (page: Page) => page.getByRole('region', { name: 'Run 1 · scratch' })
const epochRows = (page: Page) => runOf(page).getByRole('table', { name: 'Epochs' }).getByRole('row')
const batchRows = (page: Page) =>
  runOf(page)
    .getByRole('figure', { name: /Loss by batch/ })
    .getByRole('row')

test('a run is started from the form, survives a reload, is stopped, resumed, finished and evaluated', async ({
  page,
  host
}) => {
  // Long enough that even a slow window stops it before its end.
  test.setTimeout(600_000)
  await openTrain(page, host)
  await startScratch(page, 20)
  const run = runOf(page)
  await expect(run.getByText('Running')).toBeVisible()
  await run.getByRole('radio', { name: 'Batch' }).click()
  await firstEpoch(page)
  const before = await batchRows(page).count()
  expect(before).toBeGreaterThan(1)

  // The window that comes back shows the curve from its first batch, and goes on drawing it.
  await page.reload()
  await run.getByRole('radio', { name: 'Batch' }).click()
  await expect.poll(() => batchRows(page).count()).toBeGreaterThan(before)
  await expect(batchRows(page).nth(1).getByRole('cell').first()).toHaveText('1')

  // So does a second window.
  const second = await page.context().newPage()
  await second.goto(`${host.origin}/#/train`)
  await runOf(second).getByRole('radio', { name: 'Batch' }).click()
  await expect(batchRows(second).nth(1).getByRole('cell').first()).toHaveText('1')

  await run.getByRole('button', { name: 'Stop, keep best' }).click()
  await expect(run.getByText('Stopped, best kept')).toBeVisible()
  await expect(runOf(second).getByText('Stopped, best kept')).toBeVisible()
  await second.close()
  const [stopped] = await host.client.runs.list()
  expect(stopped?.best?.epoch).toBeGreaterThan(0)
  expect(stopped?.epochs.length).toBeLessThan(20)
  const { weights, checkpoints } = await host.client.runs.definition({ id: stopped?.id ?? '' })
  expect(weights).toMatch(/^[0-9a-f]{64}$/)
  expect(checkpoints).toEqual(expect.arrayContaining(['best', 'last']))

  await run.getByRole('button', { name: 'Resume' }).click()
  await expect(run.getByText('Finished')).toBeVisible({ timeout: 400_000 })
  await expect(page.getByRole('status').getByText(/Run 1 · scratch has finished, val_accuracy/)).toBeVisible()
  const [finished] = await host.client.runs.list()
  expect(finished?.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
  // What was done before the stop is kept as it was.
  expect(finished?.epochs.slice(0, stopped?.epochs.length)).toEqual(stopped?.epochs)

  await run.getByRole('link', { name: 'Evaluate' }).click()
  await expect(page.getByTestId('counts')).toContainText('of 500 · Wilson')
})

test('what was set in the form is there after a reload', async ({ page, host }) => {
  await openTrain(page, host)
  await page.getByRole('spinbutton', { name: 'epochs' }).fill('7')
  await page.getByRole('switch', { name: 'RandomRotation' }).click()
  await expect(page.getByRole('switch', { name: 'RandomRotation' })).toBeChecked()
  await page.reload()
  await expect(page.getByRole('spinbutton', { name: 'epochs' })).toHaveValue('7')
  await expect(page.getByRole('switch', { name: 'RandomRotation' })).toBeChecked()
  await expect(page.getByText('Train 1,700 · Validation 300 · Test 500')).toBeVisible()
})

/** The table comes with its first row. */
const firstEpoch = (page: Page) => expect(epochRows(page).nth(1)).toBeVisible({ timeout: 60_000 })

/** Engine processes of the host, by the system's own list. */
function enginesOf(host: Host): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap(line => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return Number(parent) === host.pid && args?.includes('engine.js') ? [Number(pid)] : []
  })
}

test('an engine that is killed fails only its run, which says so and goes on from its checkpoint', async ({
  page,
  host
}) => {
  await openTrain(page, host)
  // More epochs than any engine does before a slow window has seen the first: it is stopped in the end.
  await startScratch(page, 500)
  const run = runOf(page)
  await firstEpoch(page)
  for (const pid of enginesOf(host)) process.kill(pid, 'SIGKILL')

  await expect(run.getByText('Failed', { exact: true })).toBeVisible()
  await expect(run.getByText(/checkpoints are kept/)).toBeVisible()
  const [failed] = await host.client.runs.list()
  const before = failed?.epochs ?? []
  await run.getByRole('button', { name: 'Resume' }).click()
  await expect
    .poll(async () => (await host.client.runs.list())[0]?.epochs.length, { timeout: 60_000 })
    .toBeGreaterThan(before.length)
  await run.getByRole('button', { name: 'Stop, keep best' }).click()
  await expect(run.getByText('Stopped, best kept')).toBeVisible()
  const [stopped] = await host.client.runs.list()
  expect(stopped?.epochs.slice(0, before.length)).toEqual(before)
  expect(stopped?.epochs.map(({ epoch }) => epoch)).toEqual(stopped?.epochs.map((_, at) => at + 1))
  expect(stopped?.error).toBeNull()
})

test('every tab is clean under axe, narrow and dark too; a model is copied, broken, repaired and used', async ({
  page,
  host
}) => {
  await openTrain(page, host)
  const check = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
  await page.getByRole('switch', { name: 'RandomRotation' }).click()
  await expect(page.getByRole('img', { name: /, original/ })).toHaveCount(2)
  await expect(page.getByRole('img', { name: /, draw 7/ })).toHaveCount(2)
  await check()

  await page.getByRole('tab', { name: 'Engine' }).click()
  await expect(page.getByRole('table', { name: 'Engine' }).getByRole('row')).not.toHaveCount(1, { timeout: 60_000 })
  await check()

  await page.getByRole('tab', { name: /Runs/ }).click()
  await expect(page.getByText('Start one under New run.')).toBeVisible()
  await check()

  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 1024, height: 700 })
  await page.getByRole('tab', { name: 'New run' }).click()
  await page.getByRole('button', { name: 'Copy to edit' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('mine')
  await page.getByRole('button', { name: 'Remove flatten' }).click()
  await expect(page.getByText(/Dense needs a flat input/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true')
  await check()
  await page.getByRole('button', { name: 'MaxPooling2D, settings of max_pooling2d_1' }).click()
  await page.getByRole('combobox', { name: 'Class of the new layer' }).fill('GlobalAverage')
  await page.getByRole('option', { name: 'GlobalAveragePooling2D' }).click()
  await page.getByRole('button', { name: 'Add layer' }).click()
  await expect(page.getByText(/Dense needs a flat input/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Use in a new run' }).click()
  await expect(page.getByRole('combobox', { name: 'Model', exact: true })).toHaveValue('mine')
  await check()
  expect((await host.client.models.list()).map(({ name }) => name)).toEqual(['mine'])
})
