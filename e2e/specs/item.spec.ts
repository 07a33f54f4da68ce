import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '../host'
import { trainSample } from './judged-project'

test('from a matrix cell to the item: fix label and box, see the numbers change, undo', async ({ page, host }) => {
  const { client } = host
  const { photos } = await trainSample(client, ['scratch', 'simple-cnn'])
  const [run] = (await client.runs.list()).filter(({ best }) => best)
  await page.goto(`${host.origin}/#/evaluate?run=${run?.id}&on=source:${photos}`)
  const counts = page.getByTestId('counts')
  await expect(counts).toContainText('of 44 · Wilson')
  const { confusion } = await client.evaluation.evaluate({
    runId: run?.id ?? '',
    population: { kind: 'source', sourceId: photos }
  })
  const truth = confusion.counts.findIndex((row, at) => row.some((count, predicted) => count > 0 && predicted !== at))
  const predicted = confusion.counts[truth]?.findIndex((count, at) => count > 0 && at !== truth)
  await page.locator(`[data-cell="${truth}-${predicted}"]`).click()
  await expect(page.getByTestId('cell-count')).toContainText(`${confusion.counts[truth]?.[predicted ?? 0]} item`)
  const address = page.url()
  const gallery = page.getByRole('listbox', { name: /\bitems?\b/ })
  await gallery.getByRole('option').first().focus()
  await page.keyboard.press('Enter')

  const rows = page.getByTestId('metric-row')
  await expect(rows).toHaveCount(2)
  const figures = async () => await rows.evaluateAll(list => list.map(row => row.textContent))
  const before = await figures()
  const imageId = Number(page.url().match(/item\/(\d+)/)?.[1])
  const item = await client.item.get({ imageId })
  const wrong = item.models.find(({ runId }) => runId === run?.id)
  expect(wrong?.predicted).not.toBe(wrong?.truth)

  // Labelled as the model sees it, the item is right, and the population's figure says so.
  const says = wrong?.labels[wrong.predicted ?? 0] ?? ''
  await page.getByRole('radiogroup', { name: 'Label' }).getByRole('radio', { name: says }).click()
  await expect(rows.filter({ hasText: wrong?.name ?? '' })).toContainText('+1 image')
  await expect(page.getByTestId('item-model').filter({ hasText: wrong?.name ?? '' })).toContainText('right, was wrong')
  const [marked] = await client.annotations.list({ imageId })
  expect(marked?.seenPredictions).toBe(true)
  // The figure on the original labels stays beside the new one.
  await expect(page.getByText(/before edits in view of predictions/).first()).toBeVisible()
  await expect(page.getByText(/1 label changed/).first()).toBeVisible()

  // A smaller box is another input: the models answer anew.
  const probabilities = () => page.getByTestId('item-model').first().getByRole('list').textContent()
  const answered = await probabilities()
  await page.getByRole('spinbutton', { name: 'Box h' }).fill('120')
  await expect.poll(probabilities).not.toBe(answered)
  await expect(page.getByText('Before', { exact: true }).first()).toBeVisible()

  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('Control+z')
  await expect.poll(probabilities).toBe(answered)
  await page.keyboard.press('Control+z')
  await expect.poll(figures).toEqual(before)
  const [restored] = await client.annotations.list({ imageId })
  expect(restored?.seenPredictions).toBe(false)

  await page.keyboard.press('Escape')
  await expect.poll(() => page.url()).toContain(address)
  await expect(gallery.getByRole('option').first()).toBeVisible()
})

test('figures that can’t be made say why, can be asked for again, and a label is kept', async ({ page, host }) => {
  const { photos } = await trainSample(host.client, ['simple-cnn'])
  const [imageId = 0] = (await host.client.images.query({ filter: { sources: [photos] } })).ids
  await page.route('**/rpc/comparison/compare', route => route.abort())
  await page.goto(`${host.origin}/#/item/${imageId}?on=source:${photos}`)
  const metrics = page.getByRole('region', { name: 'Metrics, before and after' })
  await expect(metrics.getByRole('alert')).toContainText('The figures can’t be made:')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page.unroute('**/rpc/comparison/compare')
  await metrics.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByTestId('metric-row')).toHaveCount(1)
  await expect(metrics.getByRole('alert')).toHaveCount(0)

  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('k')
  await expect(page.getByText('Label kept as reviewed')).toBeVisible()
  const status = async () => (await host.client.annotations.list({ imageId }))[0]?.status
  expect(await status()).toBe('reviewed')
  await page.keyboard.press('Control+z')
  await expect.poll(status).toBe('labelled')
})

test('a blind re-check mixes right and wrong images and says what changed', async ({ page, host }) => {
  const { photos } = await trainSample(host.client, ['scratch'])
  await page.goto(`${host.origin}/#/recheck?on=source:${photos}`)
  await page.getByRole('spinbutton', { name: 'Images' }).fill('4')
  await page.getByRole('button', { name: 'Check 4 images' }).click()
  const place = page.getByTestId('place')
  await expect(place).toHaveText('1 of 4')
  await expect(page.getByText(/predicted|wrong/i)).toHaveCount(0)
  await page.keyboard.press('k')
  await expect(place).toHaveText('2 of 4')
  const other = page.getByRole('group', { name: 'Label' }).getByRole('button', { pressed: false }).first()
  await other.click()
  await expect(place).toHaveText('3 of 4')
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  const result = page.getByTestId('recheck-result')
  await expect(result).toContainText('of 2 rightly predicted images')
  await expect(result).toContainText('of 2 wrongly predicted images')
  await expect(result).toContainText(/1 of 2/)
  // What was changed without predictions in view is not marked.
  const { ids } = await host.client.images.query({ filter: { sources: [photos] } })
  const lists = await Promise.all(ids.map(imageId => host.client.annotations.list({ imageId })))
  expect(lists.flat().filter(({ seenPredictions }) => seenPredictions)).toEqual([])
})
