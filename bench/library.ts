import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { startHost, type Host } from '../e2e/host'
import { jobEnd } from './bench-backend'

export interface LibraryFigure {
  readonly what: string
  readonly value: number
  readonly unit: string
}

const scrollSeconds = 8

/** The library of the whole Fashion-MNIST, as a user meets it: import, open, scroll, jump to the end. */
export async function measureLibrary(): Promise<readonly LibraryFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-library-'))
  const host = await startHost(folder)
  const executablePath = process.env.VITRINE_CHROMIUM
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--enable-precise-memory-info']
  })
  try {
    await host.client.projects.create({ name: 'Large', folder })
    const importing = performance.now()
    await jobEnd(host.client, (await host.client.sources.import({ from: 'catalogue:fashion-mnist' })).jobId)
    const imported = performance.now() - importing

    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    let requests = 0
    page.on('request', () => requests++)
    await page.goto(host.url)
    await page.goto(`${host.origin}/#/settings`)
    await page.reload()
    // An address that changes before the first screen stands is not listened to yet.
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    const opening = performance.now()
    await page.goto(`${host.origin}/#/library`)
    await painted(page)
    const opened = performance.now() - opening
    requests = 0
    const scrolled = await scroll(page)
    const asked = requests
    const jumping = performance.now()
    await page.getByRole('grid').focus()
    await page.keyboard.press('Control+End')
    await painted(page)
    return [
      { what: 'import of 70,000 images', value: imported / 1000, unit: 's' },
      { what: 'from open to the first screen of thumbnails', value: opened / 1000, unit: 's' },
      { what: `frames within 16.7 ms while scrolling for ${scrollSeconds} s`, value: scrolled.inTime * 100, unit: '%' },
      { what: 'longest frame', value: scrolled.longest, unit: 'ms' },
      { what: 'tiles without a picture', value: scrolled.blank * 100, unit: '%' },
      { what: 'requests meanwhile', value: asked, unit: '' },
      { what: 'jump to the end, all painted', value: (performance.now() - jumping) / 1000, unit: 's' },
      { what: 'memory of the host', value: await hostMegabytes(host), unit: 'MB' },
      { what: 'heap of the window', value: scrolled.heap / 1e6, unit: 'MB' }
    ]
  } finally {
    await browser.close()
    await host.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Until every tile in view has its picture. */
async function painted(page: Page): Promise<void> {
  // Asked within the page: its content security policy keeps waitForFunction from compiling anything there.
  await page.evaluate(async () => {
    for (const begun = performance.now(); performance.now() - begun < 30_000;) {
      const canvas = document.querySelector<HTMLCanvasElement>('[role=grid] canvas')
      if (Number(canvas?.dataset.drawn) > 0 && Number(canvas?.dataset.blank) === 0) return
      await new Promise(resolve => requestAnimationFrame(resolve))
    }
    throw new Error('The library was not painted within 30 s')
  })
}

/** Scrolls steadily, 3,000 px a second, and looks at every frame. */
async function scroll(page: Page): Promise<{ inTime: number; longest: number; blank: number; heap: number }> {
  return await page.evaluate(async seconds => {
    const frame = (): Promise<number> => new Promise(resolve => requestAnimationFrame(resolve))
    const canvas = document.querySelector<HTMLCanvasElement>('[role=grid] canvas')
    let scroller: HTMLElement | null = canvas
    while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement
    const below = document.querySelector<HTMLElement>('[role=grid]')
    if (!scroller) throw new Error(`Nothing scrolls around ${below?.className}`)
    const times: number[] = []
    let [blank, drawn] = [0, 0]
    const begun = await frame()
    for (let last = begun; last - begun < seconds * 1000;) {
      scroller.scrollTop = (last - begun) * 3
      const now = await frame()
      times.push(now - last)
      blank += Number(canvas?.dataset.blank)
      drawn += Number(canvas?.dataset.drawn)
      last = now
    }
    const { memory } = performance as Performance & { memory?: { usedJSHeapSize: number } }
    return {
      // Frames come every 16.67 ms; a late one takes two of these.
      inTime: times.filter(time => time < 17.5).length / times.length,
      longest: Math.max(...times),
      blank: blank / drawn,
      heap: memory?.usedJSHeapSize ?? 0
    }
  }, scrollSeconds)
}

/** Resident memory, from Linux's own account of the process. */
async function hostMegabytes({ pid }: Host): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1000
}
