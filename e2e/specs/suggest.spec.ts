import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Host } from '../host'
import { ended, importTwoKinds, named } from './photo-project'

/** A run of `photo` on most of the photos; the rest has no label, one of them a box without one. */
async function prepare(host: Host): Promise<readonly number[]> {
  const { client } = host
  await importTwoKinds(host)
  const open = [...(await named(host, 'trouser-0')), ...(await named(host, 'sneaker-02'))].slice(-4)
  for (const imageId of open) {
    const list = await client.annotations.list({ imageId })
    await client.annotations.remove({ ids: list.map(({ id }) => id) })
  }
  const region = { kind: 'rect' as const, x: 40, y: 40, w: 240, h: 300 }
  await client.annotations.create({ imageId: open[0] ?? 0, region })
  const dataset = await client.datasets.freeze({ name: 'Some', recipe: 'photo', validation: 0 })
  const run = await client.runs.start({ datasetId: dataset.id, model: 'photo', training: { epochs: 20 } })
  await ended(host, run.jobId ?? '')
  return open
}

test('a run proposes labels; they are accepted and rejected by key, counted, and the certain rest taken at once', async ({
  page,
  host
}) => {
  const open = await prepare(host)
  await page.goto(`${host.origin}/#/library?labelled=0`)
  await page.reload()
  await expect(page.getByRole('gridcell', { name: /^Unlabelled/ })).toHaveCount(open.length)
  await page.getByRole('grid').focus()
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: /^Suggest/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Suggest' }).click()

  const counter = page.getByTestId('agreement')
  await expect(counter).toHaveText('None gone through yet.', { timeout: 60_000 })
  await expect(page.getByText('4 waiting')).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])

  // The least certain comes first; deciding on it leads to the next one.
  const shown = async () => Number(new URL(page.url().replace('#/', '')).searchParams.get('image'))
  const first = await shown()
  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('Enter')
  await expect(counter).toContainText('1 of 1 accepted · 100.0')
  await expect.poll(shown).not.toBe(first)
  const second = await shown()
  await expect(page.getByRole('button', { name: /^Reject/ })).toBeVisible()
  await page.keyboard.press('x')
  await expect(counter).toContainText('1 of 2 accepted · 50.0')
  await expect.poll(shown).not.toBe(second)
  await page.keyboard.press('Control+z')
  await expect(counter).toContainText('1 of 1 accepted')
  await expect(page.getByText('3 waiting')).toBeVisible()

  await page.getByRole('spinbutton', { name: 'Least confidence to accept' }).fill('0.3')
  await page.getByRole('button', { name: 'Accept 3' }).click()
  await expect(counter).toContainText('4 of 4 accepted')
  await expect(page.getByText('3 suggestions accepted')).toBeVisible()
  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('3 waiting')).toBeVisible()
  await expect(counter).toContainText('1 of 1 accepted')
})
