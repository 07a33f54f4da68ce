import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, type Host } from '../host'

async function openSample(page: Page, { client }: Host): Promise<void> {
  await page.getByRole('button', { name: 'Open sample project Enter' }).click()
  await expect(page.getByRole('heading', { name: 'Library' })).toBeVisible()
  await expect(page.getByRole('gridcell').first()).toBeVisible()
  expect((await client.projects.current())?.name).toBe('Sample')
}

/** Share of the tiles in view that have no picture yet. */
const blank = (page: Page): Promise<number> =>
  page
    .getByRole('grid')
    .locator('canvas')
    .evaluate(canvas => Number(canvas.dataset.blank) / Number(canvas.dataset.drawn))

test('facets, text and grouping filter the library and live in the address', async ({ page, host }) => {
  await openSample(page, host)
  await page.getByRole('checkbox', { name: /^Coat, / }).click()
  await page.getByRole('checkbox', { name: /^Photos, / }).click()
  await expect(page.getByText('5 of 2,544 items')).toBeVisible()
  await expect(page.getByRole('gridcell', { name: /^Coat, coat-/ })).toHaveCount(5)

  await page.keyboard.press('/')
  await page.keyboard.type('parka')
  await expect(page.getByText('1 of 2,544 items')).toBeVisible()
  const address = page.url()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await expect(page.getByText('2,544 items', { exact: true })).toBeVisible()

  await page.goto(address)
  await expect(page.getByText('1 of 2,544 items')).toBeVisible()
  await page.getByRole('textbox', { name: 'Search' }).fill('nothing like this')
  await expect(page.getByText('No items match')).toBeVisible()
})

test('items are selected, labelled and undone by keyboard alone, in both windows', async ({ page, context, host }) => {
  await openSample(page, host)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByRole('gridcell').first()).toBeVisible()

  await page.getByRole('grid').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByRole('gridcell', { selected: true })).toHaveCount(3)
  const before = await host.client.classes.list()
  const dress = before.find(entry => entry.name === 'Dress')
  await page.keyboard.press(String((dress?.position ?? 0) + 1))
  await expect(page.getByRole('status').getByText('3 items labelled Dress')).toBeVisible()
  for (const window of [page, other]) {
    await expect(window.getByRole('gridcell', { name: /^Dress/ }).nth(2)).toBeVisible()
    await expect(window.getByRole('checkbox', { name: `Dress, ${(dress?.count ?? 0) + 3} items` })).toBeVisible()
  }

  await page.keyboard.press('Control+z')
  await expect(page.getByRole('checkbox', { name: `Dress, ${dress?.count} items` })).toBeVisible()
  await expect(page.getByText('3 items labelled Dress')).toBeHidden()
  expect((await host.client.classes.list()).map(entry => entry.count)).toEqual(before.map(entry => entry.count))

  await page.keyboard.press('Control+End')
  await expect(page.getByRole('gridcell', { name: /train 1999/ }).last()).toBeVisible()
  await expect.poll(() => blank(page)).toBe(0)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/annotate/)
})

test('a class is renamed, merged away and brought back', async ({ page, host }) => {
  await openSample(page, host)
  await page.getByRole('tab', { name: 'Classes' }).click()
  await page.getByRole('button', { name: 'Coat', exact: true }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Jacket')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Jacket' })).toBeVisible()

  await page.getByRole('button', { name: 'Merge into…' }).click()
  await page.getByRole('combobox', { name: 'Into' }).click()
  await page.getByRole('option', { name: /^Pullover/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Merge', exact: true }).click()
  await expect(page.getByText('255 labels moved to Pullover')).toBeVisible()
  expect((await host.client.classes.list()).find(entry => entry.name === 'Pullover')?.count).toBe(510)

  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Jacket', exact: true })).toBeVisible()
  expect((await host.client.classes.list()).find(entry => entry.name === 'Jacket')?.count).toBe(255)
})

test('regions, palette and keys need no mouse, and a key can be changed', async ({ page, host }) => {
  await openSample(page, host)
  await expect(page.getByRole('heading', { name: 'Library' })).toBeFocused()
  await page.keyboard.press('F6')
  await expect(page.getByRole('textbox', { name: 'Search' })).toBeFocused()
  await page.keyboard.press('Shift+F6')
  await page.keyboard.press('Shift+F6')
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Library' })).toBeFocused()
  // Messages float above the page; F6 leads to them too.
  await page.keyboard.press('Control+s')
  const dismiss = page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Dismiss' })
  await expect(dismiss).toBeVisible()
  for (let steps = 0; steps < 12 && !(await dismiss.evaluate(one => one === document.activeElement)); steps++)
    await page.keyboard.press('F6')
  await expect(dismiss).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('settings')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeFocused()

  await page.getByRole('tab', { name: 'Keys' }).click()
  await page.getByRole('button', { name: /Change the keys of Show keys/ }).click()
  await page.keyboard.press('Alt+h')
  await expect(page.getByRole('button', { name: /Change the keys of Show keys/ })).toContainText('H')
  await page.reload()
  await expect(page.getByRole('button', { name: /Change the keys of Show keys/ })).toContainText('H')
  await page.keyboard.press('Alt+h')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test('an address asked for before the first screen stands is followed', async ({ page, host }) => {
  await host.client.projects.openSample({})
  let answer = (): void => undefined
  const held = new Promise<void>(resolve => (answer = resolve))
  const question = page.waitForRequest(/projects\/current/)
  await page.route(/projects\/current/, async route => {
    await held
    await route.continue()
  })
  await page.reload({ waitUntil: 'commit' })
  await question
  await page.evaluate(() => void (location.hash = '#/train'))
  answer()
  await expect(page.getByRole('heading', { name: 'Train', level: 1 })).toBeVisible()
})

test('a lost host is said, and what was shown stays', async ({ page, host }) => {
  await openSample(page, host)
  await host.kill()
  await expect(page.getByText('Reconnecting…')).toBeVisible()
  await expect(page.getByRole('gridcell').first()).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen here has a serious finding of axe, ${colorScheme}`, async ({ page, host }) => {
    await page.emulateMedia({ colorScheme })
    const check = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.map(({ id, nodes }) => `${page.url()} ${id} ${nodes[0]?.html}`)).toEqual([])
    }
    await check()
    await openSample(page, host)
    await page.getByRole('gridcell').nth(3).click()
    await check()
    const addresses = [
      'library?view=table',
      'library?tab=sources',
      'library?tab=revisions',
      'library?tab=classes',
      'library?tab=check'
    ]
    const pages = ['general', 'keys', 'engine', 'project', 'about'].map(tab => `settings?tab=${tab}`)
    for (const address of [...addresses, ...pages]) {
      await page.goto(`${host.origin}/#/${address}`)
      await expect(page.getByRole('tab', { selected: true })).toBeVisible()
      await check()
    }
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('option').first()).toBeVisible()
    await check()
  })
}
