import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Rect } from '../../src/shared/domain/geometry/rect'
import { serveFolder, serveMirador, type StaticServer } from '../fixtures/mirador/serve'
import { expect, test as base } from '../host'

const root = process.env.VITRINE_ROOT ?? join(import.meta.dirname, '../..')

interface Published {
  readonly manifest: { readonly v2: string; readonly v3: string }
  readonly canvas: string
  /** The one box on that canvas, in its pixels. */
  readonly box: Rect
  readonly label: string
}

const test = base.extend<{ photos: Omit<Published, 'manifest'> }, { mirador: StaticServer }>({
  mirador: [
    async ({}, use) => {
      const server = await serveMirador()
      await use(server)
      await server.close()
    },
    { scope: 'worker' }
  ],
  photos: async ({ host }, use) => {
    const { client } = host
    await client.projects.create({ name: 'Photos', folder: host.userData })
    const { jobId } = await client.sources.import({ from: join(root, 'resources/sample/iiif/manifest.json') })
    await expect.poll(async () => (await client.jobs.get({ id: jobId })).state).toBe('succeeded')
    const [id = 0] = (await client.images.query({ filter: { text: 'sandal' } })).ids
    const { canvasId } = await client.images.get({ id })
    const [annotation] = await client.annotations.list({ imageId: id })
    if (annotation?.region.kind !== 'rect') throw new Error('the sample has no box')
    const { x, y, w, h } = annotation.region
    await use({ canvas: canvasId, box: { x, y, w, h }, label: 'Sandal' })
  }
})

test('Mirador opens the shared manifests of both versions: annotations in place, no broken picture', async ({
  host,
  page,
  context,
  photos,
  mirador
}) => {
  await page.goto(`${host.origin}/?loaded#/publish?tab=share`)
  await page.getByRole('button', { name: 'Start sharing' }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Shared at 127.0.0.1')
  const [manifest] = await host.client.publish.manifests()
  for (const address of [manifest?.v3 ?? '', manifest?.v2 ?? '']) {
    await checkInMirador(await context.newPage(), mirador, address, photos)
  }
  await page.getByRole('button', { name: 'Stop sharing' }).click()
  await expect(page.getByRole('contentinfo')).not.toContainText('Shared at')
  await expect(fetch(manifest?.v3 ?? '')).rejects.toThrow()
})

test('Mirador opens a manifest made by hand, whose content state names it', async ({
  host,
  context,
  photos,
  mirador
}) => {
  const { client } = host
  const { id, canvases, published } = await client.manifests.create({
    label: [{ language: 'en', value: 'Made by hand' }],
    details: { rights: 'https://creativecommons.org/licenses/by/4.0/' },
    filter: {}
  })
  await client.manifests.moveCanvases({ id, canvasIds: canvases.slice(2).map(canvas => canvas.id), to: 0 })
  await client.publish.start({})
  const made = (await client.publish.manifests()).find(manifest => manifest.id === published)
  for (const address of [made?.v3 ?? '', made?.v2 ?? '']) {
    await checkInMirador(await context.newPage(), mirador, address, photos)
  }
  const state: unknown = JSON.parse(
    decodeURIComponent(Buffer.from(made?.contentState ?? '', 'base64url').toString('utf8'))
  )
  expect(state).toEqual({ id: made?.v3, type: 'Manifest' })
})

test('a bundle exported in the window opens in Mirador from a plain web server', async ({
  host,
  page,
  context,
  photos,
  mirador
}) => {
  const out = join(host.userData, 'bundle')
  const plain = await serveFolder(() => out)
  await page.goto(`${host.origin}/?loaded#/publish`)
  await page.getByRole('radio', { name: 'Folder', exact: true }).click()
  await page.getByRole('textbox', { name: 'Folder', exact: true }).fill(out)
  await page.getByLabel('Published at').fill(plain.origin)
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByRole('region', { name: 'Exports of this session' })).toContainText('3 annotations')
  expect(existsSync(join(out, 'manifest.json'))).toBe(true)
  await checkInMirador(await context.newPage(), mirador, `${plain.origin}/manifest.json`, photos)

  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByText('is not empty')).toBeVisible()
  await plain.close()
})

test('what an annotation server has already is told to be the same on both sides', async ({ host, page, photos }) => {
  const { client } = host
  const share = await client.publish.start({ allowsWriting: true })
  const [id = 0] = (await client.images.query({ filter: { text: 'sandal' } })).ids
  const elsewhere = {
    '@id': 'http://elsewhere.example/1',
    '@type': 'oa:Annotation',
    motivation: ['oa:tagging'],
    resource: [{ '@type': 'oa:Tag', chars: 'Buckle' }],
    on: `${photos.canvas}#xywh=1,2,30,40`
  }
  await fetch(`${share.url}/sas/annotation/create`, { method: 'POST', body: JSON.stringify(elsewhere) })
  await expect.poll(async () => (await client.annotations.list({ imageId: id })).length).toBe(2)
  await page.goto(`${host.origin}/?loaded#/publish?tab=sas`)
  await page.getByLabel('Address of a Simple Annotation Server').fill(`${share.url}/sas`)
  await page.getByRole('button', { name: 'Compare for pulling' }).click()
  await expect(page.getByText('Both sides say the same')).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: 'the same' })).toContainText('0 conflicts')
})

/** Everything that Mirador asks for answers; its list names the label; what it draws lies on the box. */
async function checkInMirador(
  page: Page,
  mirador: StaticServer,
  manifest: string,
  { canvas, box, label }: Omit<Published, 'manifest'>
): Promise<void> {
  const broken: string[] = []
  page.on('requestfailed', request => {
    // Mirador takes requests back when the view changes.
    if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? '')) broken.push(request.url())
  })
  page.on(
    'response',
    response => void (response.status() >= 400 && broken.push(`${response.status()} ${response.url()}`))
  )
  const asked = new URLSearchParams({ manifest, canvas })
  await page.goto(`${mirador.origin}/?${asked}`)
  await expect(page.getByRole('menuitem', { name: label })).toBeVisible()
  const pictures = page.getByRole('grid', { name: 'Thumbnails' }).locator('img')
  await expect(pictures).toHaveCount(3)
  await expect
    .poll(() =>
      pictures.evaluateAll(images => images.every(one => one instanceof HTMLImageElement && one.naturalWidth > 0))
    )
    .toBe(true)
  await expect.poll(async () => distance(await drawnAndExpected(page, box)), manifest).toBeLessThan(4)
  expect(broken, manifest).toEqual([])
  await page.close()
}

interface Frames {
  readonly drawn: Rect | null
  readonly expected: Rect
}

/** Largest distance of an edge in screen pixels. */
function distance({ drawn, expected }: Frames): number {
  if (!drawn) return Infinity
  const edges = ({ x, y, w, h }: Rect) => [x, y, x + w, y + h]
  const other = edges(expected)
  return Math.max(...edges(drawn).map((edge, index) => Math.abs(edge - (other[index] ?? 0))))
}

/** Where Mirador has drawn on its overlay, and where the box is by the state of its view; both in screen pixels. */
function drawnAndExpected(page: Page, box: Rect): Promise<Frames> {
  return page.evaluate(({ x, y, w, h }) => {
    interface View {
      readonly x: number
      readonly y: number
      readonly zoom: number
    }
    // Mirador's own store; a page of another program has no types here.
    const { store } = (window as unknown as { viewer: { store: { getState(): { viewers: Record<string, View> } } } })
      .viewer
    const view = Object.values(store.getState().viewers)[0]
    // The picture's own canvas holds pixels of another origin, which may not be read; the other one is the overlay.
    const overlay = [...document.querySelectorAll<HTMLCanvasElement>('.openseadragon-canvas canvas')].find(canvas => {
      try {
        return canvas.getContext('2d')?.getImageData(0, 0, 1, 1) !== undefined
      } catch {
        return false
      }
    })
    if (!view || !overlay) return { drawn: null, expected: { x, y, w, h } }
    const scale = overlay.width * view.zoom
    const expected = {
      x: (x - view.x) * scale + overlay.width / 2,
      y: (y - view.y) * scale + overlay.height / 2,
      w: w * scale,
      h: h * scale
    }
    const { data } = overlay.getContext('2d')?.getImageData(0, 0, overlay.width, overlay.height) ?? { data: [] }
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let at = 3; at < data.length; at += 4) {
      if (data[at] === 0) continue
      const column = ((at - 3) / 4) % overlay.width
      const row = Math.floor((at - 3) / 4 / overlay.width)
      ;[left, top, right, bottom] = [
        Math.min(left, column),
        Math.min(top, row),
        Math.max(right, column),
        Math.max(bottom, row)
      ]
    }
    return { drawn: right < left ? null : { x: left, y: top, w: right - left, h: bottom - top }, expected }
  }, box)
}
