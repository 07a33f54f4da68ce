import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Annotation } from '../../src/shared/contract/annotations'
import { parseAll } from '../../src/shared/domain/annotation/parse-all'
import { expect, test, type Host } from '../host'

/** A photo of the sample with one box, shown in Annotate. */
async function openPhoto(page: Page, host: Host): Promise<number> {
  await host.client.projects.openSample()
  const { ids } = await host.client.images.query({ filter: { boxes: true }, sort: { by: 'name' } })
  const [imageId = 0] = ids
  await page.goto(`${host.origin}/#/annotate?image=${imageId}`)
  await expect(options(page)).toHaveCount(1)
  await expect(zoom(page)).toHaveText(/\d+\s%/)
  return imageId
}

const options = (page: Page) => page.getByRole('listbox', { name: 'Boxes' }).getByRole('option')
const zoom = (page: Page) => page.getByRole('toolbar', { name: 'Zoom' })
const viewer = (page: Page) => page.getByRole('application')
const field = (page: Page, name: string) => page.getByRole('spinbutton', { name, exact: true })

async function pressTimes(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key)
}

async function newest(host: Host, imageId: number): Promise<Annotation | undefined> {
  return (await host.client.annotations.list({ imageId })).at(-1)
}

interface Rect {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** Undo three steps, redo them, reload: the box is what and where it was, under the same id. */
async function expectHistoryToHold(page: Page, host: Host, imageId: number, name: string, box: Rect): Promise<void> {
  await expect.poll(async () => (await newest(host, imageId))?.region).toEqual({ kind: 'rect', ...box })
  const kept = await newest(host, imageId)
  await pressTimes(page, 'Control+z', 3)
  await expect(options(page)).toHaveCount(1)
  expect(await host.client.annotations.list({ imageId })).toHaveLength(1)
  await pressTimes(page, 'Control+Shift+z', 3)
  await expect(options(page)).toHaveCount(2)
  await expect(options(page).last()).toHaveAccessibleName(name)
  expect(await newest(host, imageId)).toMatchObject({ id: kept?.id, region: kept?.region, classId: kept?.classId })
  await page.reload()
  await expect(options(page).last()).toHaveAccessibleName(name)
}

/** The box in the W3C pages that an export writes, read back as any importer would. */
async function expectExported(host: Host, imageId: number, box: Rect): Promise<void> {
  const out = join(host.userData, 'w3c')
  const { jobId } = await host.client.exports.start({ format: 'w3c', out, filter: { ids: [imageId] } })
  await expect.poll(async () => (await host.client.jobs.get({ id: jobId })).state).toBe('succeeded')
  const pages = (await readdir(out, { recursive: true })).filter(name => name.endsWith('.json'))
  const documents = await Promise.all(pages.map(async name => readFile(join(out, name), 'utf8')))
  const found = documents.flatMap(text => parseAll(JSON.parse(text)).parsed)
  const kept = await newest(host, imageId)
  const read = found.find(({ id }) => kept !== undefined && id?.includes(kept.id))
  expect(read?.targets[0]?.region).toMatchObject({ kind: 'rect', ...box })
  expect(JSON.stringify(read?.bodies)).toContain('Coat')
}

test('a box drawn by mouse is labelled, moved, undone, redone and still there after a reload', async ({
  page,
  host
}) => {
  const imageId = await openPhoto(page, host)
  const scale = Number(/(\d+)\s%/.exec((await zoom(page).textContent()) ?? '')?.[1]) / 100
  const stage = await viewer(page).boundingBox()
  if (!stage) throw new Error('no stage')
  const middle = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 }

  await page.keyboard.press('r')
  await page.mouse.move(middle.x - 60, middle.y - 90)
  await page.mouse.down()
  await page.mouse.move(middle.x, middle.y, { steps: 4 })
  await page.mouse.move(middle.x + 60, middle.y + 30, { steps: 4 })
  await page.mouse.up()
  await expect(options(page)).toHaveCount(2)
  await expect.poll(async () => (await newest(host, imageId))?.region.kind).toBe('rect')
  const drawn = (await newest(host, imageId))?.region
  if (drawn?.kind !== 'rect') throw new Error('no box')
  // The zoom is shown in whole percent.
  expect(Math.abs(drawn.w - 120 / scale)).toBeLessThanOrEqual(2)
  expect(Math.abs(drawn.h - 120 / scale)).toBeLessThanOrEqual(2)

  await page.keyboard.press('5')
  await pressTimes(page, 'ArrowRight', 3)
  await pressTimes(page, 'ArrowDown', 2)
  await expect(field(page, 'x')).toHaveValue(String(drawn.x + 3))
  await expect(field(page, 'y')).toHaveValue(String(drawn.y + 2))
  const moved = { x: drawn.x + 3, y: drawn.y + 2, w: drawn.w, h: drawn.h }
  const name = `Box 2, Coat, x ${moved.x}, y ${moved.y}, w ${moved.w}, h ${moved.h}`
  await expect(options(page).last()).toHaveAccessibleName(name)
  await expectHistoryToHold(page, host, imageId, name, moved)
  await expectExported(host, imageId, moved)
})

test('the same by keyboard alone', async ({ page, host }) => {
  const imageId = await openPhoto(page, host)
  await page.keyboard.press('r')
  await pressTimes(page, 'Shift+ArrowLeft', 3)
  await page.keyboard.press('Enter')
  await pressTimes(page, 'Shift+ArrowRight', 5)
  await pressTimes(page, 'Shift+ArrowDown', 4)
  await page.keyboard.press('Enter')
  await expect(field(page, 'w')).toHaveValue('50')
  await expect(field(page, 'h')).toHaveValue('40')
  await page.keyboard.press('7')
  await pressTimes(page, 'Control+ArrowRight', 5)
  await pressTimes(page, 'Control+Alt+ArrowUp', 2)
  await expect(field(page, 'w')).toHaveValue('55')
  await expect(field(page, 'h')).toHaveValue('42')
  const x = Number(await field(page, 'x').inputValue())
  const y = Number(await field(page, 'y').inputValue())
  await expectHistoryToHold(page, host, imageId, `Box 2, Shirt, x ${x}, y ${y}, w 55, h 42`, { x, y, w: 55, h: 42 })
})

test('handles resize, the border catches a box, and Esc gives a drag up', async ({ page, host }) => {
  const imageId = await openPhoto(page, host)
  await viewer(page).focus()
  await page.keyboard.press('Tab')
  const before = await newest(host, imageId)
  if (before?.region.kind !== 'rect') throw new Error('no box')
  const { x, y, w, h } = before.region
  const handle = page.getByRole('button', { name: 'Lower right handle of Box 1' })
  const at = await handle.boundingBox()
  if (!at) throw new Error('no handle')
  const from = { x: at.x + at.width / 2, y: at.y + at.height / 2 }

  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x - 40, from.y - 40, { steps: 4 })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect(field(page, 'w')).toHaveValue(String(w))

  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x - 40, from.y - 20, { steps: 4 })
  await page.mouse.up()
  await expect(field(page, 'w')).not.toHaveValue(String(w))
  await expect.poll(async () => (await newest(host, imageId))?.region).toMatchObject({ kind: 'rect', x, y })
  const resized = (await newest(host, imageId))?.region
  expect(resized).not.toEqual(before.region)
  await page.keyboard.press('Control+z')
  await expect(field(page, 'w')).toHaveValue(String(w))
  await expect(field(page, 'h')).toHaveValue(String(h))
})

test('what is typed stays until it is right, and is one step of undo', async ({ page, host }) => {
  const imageId = await openPhoto(page, host)
  await options(page).first().click()
  const before = await newest(host, imageId)
  if (before?.region.kind !== 'rect') throw new Error('no box')
  const { w } = before.region
  await field(page, 'w').fill('99999')
  await expect(field(page, 'w')).toHaveValue('99999')
  await expect(page.getByText(/w must be \d+ or less/)).toBeVisible()
  expect(await newest(host, imageId)).toEqual(before)
  await field(page, 'w').fill('')
  await field(page, 'w').pressSequentially('120')
  await field(page, 'w').press('Tab')
  await expect.poll(async () => (await newest(host, imageId))?.region).toMatchObject({ w: 120 })
  await viewer(page).focus()
  await page.keyboard.press('Control+z')
  await expect(field(page, 'w')).toHaveValue(String(w))
})

test('two windows on one project show the same boxes', async ({ page, host, context }) => {
  const imageId = await openPhoto(page, host)
  const other = await context.newPage()
  await other.goto(`${host.origin}/#/annotate?image=${imageId}`)
  await expect(options(other)).toHaveCount(1)
  const region = { kind: 'rect', x: 10, y: 20, w: 30, h: 40 } as const
  await host.client.annotations.create({ imageId, region })
  const name = 'Box 2, Unlabelled, x 10, y 20, w 30, h 40'
  await expect(options(page).last()).toHaveAccessibleName(name)
  await expect(options(other).last()).toHaveAccessibleName(name)
  await options(other).last().click()
  await other.keyboard.press('Delete')
  await expect(options(other)).toHaveCount(1)
  await expect(options(page)).toHaveCount(1)
})

test('no finding of axe, light and dark, wide and narrow', async ({ page, host }) => {
  await openPhoto(page, host)
  await options(page).first().click()
  for (const [colorScheme, width] of [
    ['light', 1440],
    ['dark', 1024]
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 700 })
    await expect(page.locator(`[data-theme=${colorScheme}]`)).toBeAttached()
    const { violations } = await new AxeBuilder({ page }).include('main').analyze()
    expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(node => node.html) }))).toEqual([])
  }
})
