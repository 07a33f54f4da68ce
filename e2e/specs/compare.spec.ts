import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../host'
import { trainSample } from './judged-project'

test('compare runs, filter the rows, open one and come back to it', async ({ page, host }) => {
  const { photos } = await trainSample(host.client, ['scratch', 'simple-cnn'])
  await page.goto(`${host.origin}/#/compare?on=source:${photos}`)
  const models = page.getByRole('table', { name: 'Models' })
  await expect(models.getByRole('row')).toHaveCount(3)
  await expect(models).toContainText('held out')
  await expect(page.getByTestId('verdict')).toContainText(/of 44 images/)

  // The counts of the filter are those of the rows.
  const filter = page.getByRole('radiogroup', { name: 'Show' })
  const rows = page.getByRole('grid', { name: 'Side by side' })
  await expect(rows).toHaveAttribute('aria-rowcount', '45')
  const allWrong = filter.getByRole('radio', { name: /^All wrong/ })
  const wrong = Number((await allWrong.getAttribute('aria-label'))?.match(/\d+$/)?.[0])
  await allWrong.click()
  await expect(page).toHaveURL(/show=allWrong/)
  await expect(rows).toHaveAttribute('aria-rowcount', String(wrong + 1))
  await page.reload()
  await expect(rows).toHaveAttribute('aria-rowcount', String(wrong + 1))
  await expect(rows.getByText('all wrong').first()).toBeVisible()

  // A row far down opens with Enter, and Esc leads back to it.
  await rows.focus()
  await page.keyboard.press('End')
  const last = rows.locator(`[aria-rowindex="${wrong + 1}"]`)
  await expect(last).toBeInViewport()
  await expect(last).toHaveAttribute('aria-label', /Enter opens it/)
  const name = (await last.getAttribute('aria-label'))?.split(',')[0] ?? ''
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByTestId('item-model')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(last).toBeInViewport()
  await expect(rows).toBeFocused()

  // A cell of the difference filters the rows by its label and prediction.
  await page.getByRole('tab', { name: 'Difference A − B' }).click()
  const cells = page.getByRole('grid', { name: /Confusion matrix/ }).getByRole('button')
  await expect(cells).toHaveCount(100)
  const cell = cells.filter({ hasText: /[+−]\d/ }).first()
  await cell.click()
  await expect(page).toHaveURL(/truth=\d/)
  await expect(page).toHaveURL(/[ab]p=\d/)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(rows).toHaveAttribute('aria-rowcount', '45')
})

test('no finding of axe on Compare and Item, light and dark, wide and narrow', async ({ page, host }) => {
  const { photos } = await trainSample(host.client, ['scratch', 'simple-cnn'])
  const [imageId = 0] = (await host.client.images.query({ filter: { sources: [photos] } })).ids
  for (const path of [`compare?on=source:${photos}`, 'compare?tab=difference', `item/${imageId}`, 'recheck']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(colorScheme === 'light' ? { width: 1440, height: 900 } : { width: 1024, height: 700 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.goto(`${host.origin}/#/${path}`)
      if (path.startsWith('compare'))
        await expect(page.getByRole('row', { name: /Enter opens it/ }).first()).toBeVisible()
      if (path.startsWith('item')) await expect(page.getByTestId('metric-row')).toHaveCount(2)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect.soft(violations.map(({ id, nodes }) => `${path} ${colorScheme} ${id}: ${nodes[0]?.html}`)).toEqual([])
    }
  }
})

test('figures of an earlier question are dimmed until the new ones are here, in Compare and in the lab', async ({
  page,
  host
}) => {
  const { photos } = await trainSample(host.client, ['scratch'])
  const [run] = await host.client.runs.list()
  /** Answers wait from now on; the way to let them go. */
  const hold = async (address: string): Promise<() => void> => {
    let release = (): void => undefined
    const held = new Promise<void>(resolve => (release = resolve))
    await page.route(address, async route => {
      await held
      await route.continue()
    })
    return release
  }
  const choosePopulation = async (name: RegExp): Promise<void> => {
    await page.getByRole('combobox', { name: 'Population' }).click()
    await page.getByRole('option', { name }).click()
  }
  await page.goto(`${host.origin}/#/compare?on=source:${photos}`)
  const figures = page.getByTestId('figures')
  await expect(figures).toHaveAttribute('aria-busy', 'false')
  const release = await hold('**/rpc/comparison/compare')
  await choosePopulation(/ test/)
  await expect(figures).toHaveAttribute('aria-busy', 'true')
  await expect(figures).toHaveCSS('opacity', '0.6')
  release()
  await expect(figures).toHaveAttribute('aria-busy', 'false')
  await expect(figures).toHaveCSS('opacity', '1')

  await page.goto(`${host.origin}/#/preprocessing?run=${run?.id}&on=source:${photos}`)
  const lab = page.getByTestId('lab')
  await expect(lab).toHaveAttribute('aria-busy', 'false')
  const releaseLab = await hold('**/rpc/recipes/lab')
  await choosePopulation(/ test/)
  await expect(lab).toHaveAttribute('aria-busy', 'true')
  await expect(lab).toHaveCSS('opacity', '0.6')
  releaseLab()
  await expect(lab).toHaveAttribute('aria-busy', 'false')
})

test('at 200 % zoom panes stand below one another and all of them can be reached, without a finding of axe', async ({
  page,
  host
}) => {
  const { photos } = await trainSample(host.client, ['scratch', 'simple-cnn'])
  const [imageId = 0] = (await host.client.images.query({ filter: { sources: [photos] } })).ids
  await page.setViewportSize({ width: 720, height: 450 })
  const screens = [
    [`compare?on=source:${photos}`, 'Models', 'Paired test', 'Side by side'],
    [`item/${imageId}`, 'What the models receive', 'Probabilities', 'Metrics, before and after'],
    [`preprocessing?on=source:${photos}`, 'Strategies']
  ] as const
  for (const [path, ...parts] of screens) {
    await page.goto(`${host.origin}/#/${path}`)
    const tops: number[] = []
    for (const name of parts) {
      const part = page.getByRole('heading', { name }).or(page.getByRole('table', { name })).first()
      await part.scrollIntoViewIfNeeded()
      await expect(part).toBeInViewport()
      tops.push(
        await part.evaluate(
          element => element.getBoundingClientRect().top + (element.closest('[class*=overflow-y-auto]')?.scrollTop ?? 0)
        )
      )
    }
    expect(tops, path).toEqual(tops.toSorted((a, b) => a - b))
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect.soft(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }
})
