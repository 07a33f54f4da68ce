// Frame times with 5,000 boxes on one image, beside Annotorious on the same boxes in the same viewer and browser.
//   bench/annotate.ts [boxes]
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import type { BenchPage } from './annotate/boxes'

/** One line of a table: what was measured, ours, the peer's, and the same without any boxes. */
export interface AnnotateFigure {
  readonly what: string
  readonly vitrine: number
  readonly annotorious: number
  readonly bare: number
  readonly unit: string
}

declare global {
  interface Window {
    readonly bench: BenchPage
  }
}

const root = join(import.meta.dirname, '..')
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' }
const contenders = ['vitrine', 'annotorious', 'bare'] as const
const rounds = 2

export interface AnnotateResult {
  readonly figures: readonly AnnotateFigure[]
  /** Annotorious draws by WebGL, Vitrine on a canvas: without a graphics card the two are further apart. */
  readonly glRenderer: string
}

export async function measureAnnotating(boxes = 5000): Promise<AnnotateResult> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-annotate-'))
  try {
    await buildPage(folder)
    return await withPage(folder, page => measure(page, boxes))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measure(page: Page, boxes: number): Promise<AnnotateResult> {
  const samples = { vitrine: empty(), annotorious: empty(), bare: empty() }
  // In turn, so that other work on the machine meets all alike; the first round warms up and is dropped.
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const result = await page.evaluate(([name, count]) => window.bench.measure(name, count), [
        contender,
        boxes
      ] as const)
      if (round === 0) continue
      samples[contender].pan.push(...result.pan)
      samples[contender].zoom.push(...result.zoom)
      samples[contender].first.push(result.first)
    }
  }
  const line = (what: string, unit: string, figure: (sample: Sample) => number): AnnotateFigure => ({
    what: `${what}, ${boxes.toLocaleString('en')} boxes`,
    vitrine: figure(samples.vitrine),
    annotorious: figure(samples.annotorious),
    bare: figure(samples.bare),
    unit
  })
  const figures = [
    line('boxes shown after', 'ms', ({ first }) => quantile(first, 0.5)),
    line('panning, median frame', 'ms', ({ pan }) => quantile(pan, 0.5)),
    line('panning, 95 % of frames within', 'ms', ({ pan }) => quantile(pan, 0.95)),
    line('zooming, median frame', 'ms', ({ zoom }) => quantile(zoom, 0.5)),
    line('zooming, 95 % of frames within', 'ms', ({ zoom }) => quantile(zoom, 0.95))
  ]
  return { figures, glRenderer: await page.evaluate(() => window.bench.glRenderer()) }
}

interface Sample {
  readonly first: number[]
  readonly pan: number[]
  readonly zoom: number[]
}
const empty = (): Sample => ({ first: [], pan: [], zoom: [] })

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

async function buildPage(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': join(root, 'src/shared'), '@': join(root, 'src/renderer/src') } },
    build: {
      outDir: folder,
      lib: { entry: join(root, 'bench/annotate/page.ts'), formats: ['es'], fileName: 'page' },
      minify: true
    },
    define: { 'process.env.NODE_ENV': '"production"' }
  })
}

async function withPage<T>(folder: string, use: (page: Page) => Promise<T>): Promise<T> {
  const html = '<!doctype html><title>bench</title><body></body><script type="module" src="/page.js"></script>'
  const server = createServer((request, response) => {
    const name = request.url === '/' ? null : join(folder, new URL(request.url ?? '/', 'http://x').pathname)
    const body = name === null ? Promise.resolve(html) : readFile(name)
    body.then(
      bytes => response.setHeader('content-type', types[extname(name ?? '.html')] ?? 'text/html').end(bytes),
      () => response.writeHead(404).end()
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const executablePath = process.env.VITRINE_CHROMIUM
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--disable-background-networking', '--enable-unsafe-swiftshader']
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.waitForFunction(() => 'bench' in window)
    return await use(page)
  } finally {
    await browser.close()
    server.close()
  }
}

export function annotateTable({ figures, glRenderer }: AnnotateResult): string {
  const cell = (value: number): string => value.toFixed(1).padStart(11)
  const head = `${'what'.padEnd(48)}${['vitrine', 'annotorious', 'no boxes', 'ratio'].map(text => text.padStart(12)).join('')}`
  const lines = figures.map(
    ({ what, vitrine, annotorious, bare, unit }) =>
      `${`${what} (${unit})`.padEnd(48)} ${cell(vitrine)} ${cell(annotorious)} ${cell(bare)} ${(annotorious / vitrine).toFixed(2).padStart(11)}`
  )
  const note = `ratio: annotorious / vitrine, above 1 = Vitrine is quicker. WebGL (Annotorious only) drawn by: ${glRenderer}`
  return [head, ...lines, note].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(annotateTable(await measureAnnotating(Number(process.argv[2] ?? 5000))))
}
