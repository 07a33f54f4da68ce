import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startHost, expect, test, type Host } from '../host'

const root = process.env.VITRINE_ROOT ?? join(import.meta.dirname, '../..')

/** The sample's photos in a new project; answers the one box on the sandals. */
async function openPhotos({ client, userData }: Host) {
  await client.projects.create({ name: 'Photos', folder: userData })
  const { jobId } = await client.sources.import({ from: join(root, 'resources/sample/iiif/manifest.json') })
  await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
  const [imageId = 0] = (await client.images.query({ filter: { text: 'sandal' } })).ids
  const [box] = await client.annotations.list({ imageId })
  return { imageId, box: box?.id ?? '' }
}

test('in a browser an export is told what it loses and comes as a zip archive', async ({ host, page }) => {
  const { imageId } = await openPhotos(host)
  const region = { kind: 'rect', x: 1, y: 2, w: 30, h: 40 } as const
  const { id } = await host.client.annotations.create({ imageId, region })
  await host.client.annotations.update({ id, status: 'unsure' })
  await page.goto(`${host.origin}/?loaded#/publish`)
  await page.getByRole('radio', { name: 'COCO' }).click()
  const losses = page.getByRole('region', { name: 'COCO: what is lost' })
  await expect(losses).toContainText('4 annotations of 3 images')
  await expect(losses).toContainText('1 label marked as unsure: left out')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const result = page.getByRole('region', { name: 'Exports of this session' })
  await expect(result).toContainText('3 annotations')
  await result.getByText('1 left out').click()
  await expect(result.getByRole('cell', { name: 'It is marked as unsure.' })).toBeVisible()
  const waiting = page.waitForEvent('download')
  await result.getByRole('link', { name: 'Download Photos coco as zip' }).click()
  const download = await waiting
  expect(download.suggestedFilename()).toBe('Photos coco.zip')
  const bytes = await readFile(await download.path())
  expect(bytes.includes('Photos coco/annotations.json')).toBe(true)
})

test('a box that two projects have moved is a conflict, decided in the window, pulled, and remembered', async ({
  host,
  page
}, testInfo) => {
  const elsewhere = await startHost(testInfo.outputPath('elsewhere'))
  const here = await openPhotos(host)
  const there = await openPhotos(elsewhere)
  const share = await elsewhere.client.publish.start({ allowsWriting: true })
  const theirs = { kind: 'rect', x: 10, y: 20, w: 300, h: 100 } as const
  await host.client.annotations.update({ id: here.box, region: { kind: 'rect', x: 50, y: 60, w: 70, h: 80 } })
  await elsewhere.client.annotations.update({ id: there.box, region: theirs })

  await page.goto(`${host.origin}/?loaded#/publish?tab=sas`)
  await page.getByLabel('Address of a Simple Annotation Server').fill(`${share.url}/sas`)
  await page.getByRole('button', { name: 'Compare for pulling' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'the same' })).toContainText('1 conflict')
  const row = page.getByRole('row', { name: /conflict/ })
  await expect(row).toContainText('Sandal (50,60,70,80)')
  await expect(row).toContainText('Sandal (10,20,300,100)')
  await expect(page.getByRole('button', { name: 'Pull 0' })).toHaveAttribute('aria-disabled', 'true')
  await row.getByRole('radio', { name: 'There' }).click()
  await page.getByRole('button', { name: 'Pull 1' }).click()
  await expect(page.getByText('1 annotation pulled.')).toBeVisible()
  const [pulled] = await host.client.annotations.list({ imageId: here.imageId })
  expect(pulled).toMatchObject({ id: here.box, region: theirs })

  await page.goto(`${host.origin}/?again#/annotate?image=${here.imageId}`)
  await page.getByRole('listbox', { name: 'Boxes' }).getByRole('option').first().click()
  const changes = page.getByRole('region', { name: 'Changes' })
  await expect(changes.getByRole('listitem').first()).toContainText('Pull 1 annotation from 127.0.0.1')
  await expect(changes).toContainText('Move box')
  await elsewhere.stop()
})
