import type { Locator, Page } from '@playwright/test'
import { expect, test, type Host } from '../host'

/** What has focus, in words; whether it is the target, and whether a person sees where it is. */
const focus = (target: Locator) =>
  target.evaluate(wanted => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return { name: '', arrived: false, seen: true }
    const { top, bottom, width } = element.getBoundingClientRect()
    const ring = [element, element.closest('.field')].some(one => one && getComputedStyle(one).outlineStyle !== 'none')
    const seen = ring && width > 0 && top < innerHeight && bottom > 0
    const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.tagName
    return { name: name.slice(0, 60), arrived: element === wanted, seen: seen || element.tabIndex < 0 }
  })

/** Goes on with Tab, or back with Shift+Tab, until that has focus; every stop on the way must be seen. */
async function goTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let steps = 0; steps < 90; steps++) {
    const { name, arrived, seen } = await focus(target)
    expect(seen, `focus is seen on “${name}”`).toBe(true)
    if (arrived) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not reach ${String(target)}`)
}

/** Something has focus: the keyboard need not begin at the top again. */
const expectFocus = (page: Page) => expect(page.locator(':focus')).not.toHaveCount(0)

async function press(page: Page, target: Locator, by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await goTo(page, target, by)
  await page.keyboard.press('Enter')
}

async function openSample(page: Page, host: Host): Promise<void> {
  await host.client.projects.create({ name: 'Keys', folder: host.userData })
  const { jobId } = await host.client.sources.import({ from: 'catalogue:fashion-mnist-200' })
  await expect.poll(async () => (await host.client.jobs.get({ id: jobId })).state).toBe('succeeded')
  await expect(page.getByRole('button', { name: 'Project Keys' })).toBeVisible()
}

test('from an open project to a run that is trained, stopped and resumed by keys alone', async ({ page, host }) => {
  test.setTimeout(600_000)
  await openSample(page, host)
  await page.keyboard.press('Alt+3')
  await expect(page.getByRole('heading', { level: 1, name: 'Train' })).toBeFocused()

  await press(page, page.getByRole('button', { name: 'Freeze a dataset' }))
  await press(page, page.getByRole('dialog').getByRole('button', { name: 'Freeze', exact: true }))
  await expect(page.getByText('Train 1,700 · Validation 300 · Test 500')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Freeze a dataset' })).toBeFocused()

  await goTo(page, page.getByRole('spinbutton', { name: 'epochs', exact: true }))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('300')
  await goTo(page, page.getByRole('combobox', { name: 'optimizer' }))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('spinbutton', { name: 'momentum', exact: true })).toHaveValue('0.9')
  await press(page, page.getByRole('switch', { name: 'EarlyStopping', exact: true }))
  await press(page, page.getByRole('button', { name: 'Settings of ReduceLROnPlateau' }))
  await goTo(page, page.getByRole('spinbutton', { name: 'ReduceLROnPlateau cooldown' }))
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Control+Enter')

  const run = page.getByRole('region', { name: 'Run 1 · scratch' })
  await expect(run.getByRole('table', { name: 'Epochs' }).getByRole('row').nth(1)).toBeVisible({ timeout: 90_000 })
  await expect(run.getByText('Running')).toBeVisible()
  const [{ training } = { training: null }] = await host.client.runs.list()
  expect(training).toMatchObject({
    epochs: 300,
    optimizer: { name: 'sgd' },
    callbacks: { EarlyStopping: null, ReduceLROnPlateau: { cooldown: 1 } }
  })

  // A button that is gone with what it did hands focus to what can be done next.
  const stop = run.getByRole('button', { name: 'Stop, keep best' })
  await press(page, stop)
  await expect(run.getByText('Stopped, best kept')).toBeVisible()
  await expectFocus(page)
  await press(page, run.getByRole('button', { name: 'Resume' }), 'Shift+Tab')
  await expect(stop).toBeVisible({ timeout: 90_000 })
  await expectFocus(page)
  await press(page, stop)
  await expect(run.getByText('Stopped, best kept')).toBeVisible()
  await expectFocus(page)
})

test('a run is opened, described, deleted and brought back by keys alone', async ({ page, host }) => {
  test.setTimeout(400_000)
  await openSample(page, host)
  const { id: datasetId } = await host.client.datasets.freeze({ name: 'garments' })
  const training = { epochs: 1, batch_size: 512 }
  const { id } = await host.client.runs.start({ datasetId, model: 'scratch', training })
  await expect.poll(async () => (await host.client.runs.get({ id })).state, { timeout: 120_000 }).toBe('finished')
  await page.keyboard.press('Alt+3')
  await expect(page.getByRole('heading', { level: 1, name: 'Train' })).toBeFocused()
  await press(page, page.getByRole('link', { name: 'Run page' }), 'Shift+Tab')
  await expect(page.getByRole('heading', { level: 1, name: 'Run 1 · scratch' })).toBeFocused()
  await goTo(page, page.getByRole('textbox', { name: 'Tags' }))
  await page.keyboard.type('keys, slow')
  await goTo(page, page.getByRole('textbox', { name: 'Note' }))
  await page.keyboard.type('without a mouse')
  await page.keyboard.press('Shift+Tab')
  await expect
    .poll(async () => (await host.client.runs.list())[0])
    .toMatchObject({
      tags: ['keys', 'slow'],
      note: 'without a mouse'
    })

  await press(page, page.getByRole('button', { name: 'Delete' }), 'Shift+Tab')
  await expect(page.getByRole('heading', { level: 1, name: 'Train' })).toBeFocused()
  // The offer to undo goes after a while; the way back through the list stays.
  await press(page, page.getByText('Deleted runs (1)'))
  await press(page, page.getByRole('button', { name: 'Restore' }))
  await expect(page.getByRole('row', { name: /scratch/ })).toBeVisible()
  await expectFocus(page)
  await press(page, page.getByRole('group', { name: 'Runs' }))
  await expect(page.getByRole('heading', { level: 1, name: 'Run 1 · scratch' })).toBeFocused()
})
