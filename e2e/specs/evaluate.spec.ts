import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../host'
import { trainSample } from './judged-project'

test('by keys alone from a cell to an item and back to its place, and on to the next after a fix', async ({
  page,
  host
}) => {
  const { client, origin } = host
  await trainSample(client, ['simple-cnn'])
  const [run] = await client.runs.list()
  if (!run) throw new Error('no run')
  const population = { kind: 'dataset', datasetId: run.datasetId, part: 'test' } as const
  const { confusion, count } = await client.evaluation.evaluate({ runId: run.id, population })
  const errors = confusion.counts.flatMap((row, truth) =>
    row.map((items, predicted) => ({ items: truth === predicted ? 0 : items, truth, predicted }))
  )
  const [most] = errors.sort((a, b) => b.items - a.items)
  if (!most || most.items < 3) throw new Error('the model makes too few errors for this test')
  await page.goto(`${origin}/#/evaluate?run=${run.id}`)
  await expect(page.getByTestId('counts')).toContainText(`of ${count}`)

  const cell = page.locator(`[data-cell="${most.truth}-${most.predicted}"]`)
  await cell.focus()
  await page.keyboard.press('Enter')
  const tiles = page.getByRole('listbox', { name: /\bitems?\b/ }).getByRole('option')
  await expect(tiles).toHaveCount(most.items)
  await expect(tiles.first()).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(tiles.nth(1)).toBeFocused()
  const nameOf = async (place: number) => (await tiles.nth(place).locator('.sr-only').textContent()) ?? ''
  const second = await nameOf(1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: second.split(',')[0] })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tiles.nth(1)).toBeFocused()
  await expect(tiles.nth(1)).toHaveAccessibleName(second)

  // The one that is fixed goes; the next one comes into its place and has the focus.
  const third = await nameOf(2)
  await page.keyboard.press(String((most.predicted + 1) % 10))
  await expect(tiles).toHaveCount(most.items - 1)
  await expect(tiles.nth(1)).toHaveAccessibleName(third)
  await expect(tiles.nth(1)).toBeFocused()

  // A label that is kept stays in its place, marked, and the focus goes on; undo takes the mark back.
  await page.keyboard.press('Home')
  await expect(tiles.first()).toBeFocused()
  await page.keyboard.press('k')
  await expect(tiles.first()).toHaveAccessibleName(/, reviewed$/)
  await expect(tiles.nth(1)).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(tiles.first()).not.toHaveAccessibleName(/reviewed/)
  // L takes the model's class: the item leaves the cell.
  await page.keyboard.press('l')
  await expect(tiles).toHaveCount(most.items - 2)
  await page.keyboard.press('Control+z')
  await expect(tiles).toHaveCount(most.items - 1)
  await page.keyboard.press('Escape')
  await expect(cell).toBeFocused()
})

test('an address of a run that is gone says so, and another run is shown', async ({ page, host }) => {
  await trainSample(host.client, ['simple-cnn'])
  await page.goto(`${host.origin}/#/evaluate?run=00000000-0000-4000-8000-000000000000`)
  await expect(page.getByText('The run of this address is no longer here.')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Run' })).toHaveValue(/^Run 1/)
  // At 200 % zoom every part of the screen can be reached, and nothing is wrong for axe.
  await page.setViewportSize({ width: 720, height: 450 })
  const [report, matrix] = [page.getByRole('table').first(), page.getByRole('region', { name: 'Confusion matrix' })]
  const [above, below] = [await report.boundingBox(), await matrix.boundingBox()]
  expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0)
  for (const part of ['Classification report', 'Confusion matrix', 'Most confused', 'Can confidence be trusted?']) {
    const heading = page.getByRole('heading', { name: part })
    await heading.scrollIntoViewIfNeeded()
    await expect(heading).toBeInViewport()
  }
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})
