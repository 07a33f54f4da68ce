import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { createIiifImageHandler } from '../src/main/http/iiif-image'
import { texture } from '../src/main/testing/iiif-oracle'
import { createGate } from '../src/main/images/gate'
import { createImageRenderer } from '../src/main/images/iiif-render'
import { scaleFactorsOf, tileAt, tileSize, type Tile } from '../src/main/images/pyramid'
import { sharp } from '../src/main/images/safe-sharp'
import type { ServedImage } from '../src/main/images/served-image'
import { createTilePacks } from '../src/main/images/tile-pack'
import { runLoad, type LoadResult } from './http-load'
import { startIipServer } from './iip-server'

/** One line of a table: what was measured, ours, and the same at a peer where there is one. */
export interface TileFigure {
  readonly what: string
  readonly ours: number
  readonly peer: number | null
  readonly unit: string
}

const width = 8000
const height = 6000
const connections = 8

/**
 * Tiles of a 48-megapixel JPEG over http on this machine: ours from a tile pack, and Debian's iipimage-server from a pyramid
 * TIFF of the same image. Cold = every tile once, right after the server's start; warm = the same ones again and again.
 */
export async function measureTiles(say: (line: string) => void): Promise<TileFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-tiles-'))
  try {
    const file = join(folder, 'large.jpg')
    await makeMosaic(file)
    const bytes = await readFile(file)
    const format = { kind: 'encoded' } as const
    const image: ServedImage = { hash: 'large', width, height, format, rights: null, read: async () => bytes }
    const ours = await measureOurs(folder, image)
    const theirs = await measurePeer(folder, file, say)
    return [
      { what: 'tiles from the image itself, no pack yet', ours: ours.computed, peer: null, unit: 'requests/s' },
      { what: 'making the pack', ours: ours.packSeconds, peer: theirs?.packSeconds ?? null, unit: 's' },
      {
        what: 'size of the pack',
        ours: ours.packBytes / 1e6,
        peer: theirs ? theirs.packBytes / 1e6 : null,
        unit: 'MB'
      },
      { what: 'tiles, cold', ours: ours.cold, peer: theirs?.cold ?? null, unit: 'requests/s' },
      { what: 'tiles, warm', ours: ours.warm, peer: theirs?.warm ?? null, unit: 'requests/s' },
      { what: 'regions at other sizes', ours: ours.regions, peer: theirs?.regions ?? null, unit: 'requests/s' }
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureOurs(folder: string, image: ServedImage): Promise<Measured & { readonly computed: number }> {
  const packs = createTilePacks({ folder: join(folder, 'packs'), gate: createGate(1) })
  const unpacked = createTilePacks({ folder: join(folder, 'none'), gate: createGate(1) })
  const start = (chosen: typeof packs): ReturnType<typeof serve> =>
    serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: createIiifImageHandler({
        resolveImage: async id => (id === 'large' ? image : null),
        renderer: createImageRenderer({ packs: chosen }),
        cors: false
      })
    })
  const path = (request: string): string => `/iiif/image/3/large/${request}`

  // Never packed: what a viewer would get if tiles were always computed.
  const without = start({ ...unpacked, create: async () => undefined })
  const computed = await ask(await portOf(without), shuffled(tilePaths(path)).slice(0, 40), true)
  without.close()

  const begun = performance.now()
  await packs.create(image)
  const packSeconds = (performance.now() - begun) / 1000
  const packBytes = (await stat(join(folder, 'packs', 'large.zip'))).size
  await packs.close()
  const server = start(packs)
  const measured = await measureServer(await portOf(server), path)
  server.close()
  await packs.close()
  return { ...measured, packSeconds, packBytes, computed: computed.requestsPerSecond }
}

interface Measured {
  readonly packSeconds: number
  readonly packBytes: number
  readonly cold: number
  readonly warm: number
  readonly regions: number
}

async function measurePeer(folder: string, file: string, say: (line: string) => void): Promise<Measured | null> {
  const begun = performance.now()
  const pyramid = join(folder, 'large.tif')
  const options = {
    tile: true,
    tileWidth: tileSize,
    tileHeight: tileSize,
    pyramid: true,
    compression: 'jpeg',
    quality: 90
  } as const
  await sharp(await readFile(file))
    .tiff(options)
    .toFile(pyramid)
  const packSeconds = (performance.now() - begun) / 1000
  const server = await startIipServer(folder, 18_382)
  if (typeof server === 'string') {
    say(`iipimage-server left out: ${server}`)
    return null
  }
  try {
    const measured = await measureServer(server.port, request => server.path('large.tif', request))
    return { ...measured, packSeconds, packBytes: (await stat(pyramid)).size }
  } finally {
    server.stop()
  }
}

async function measureServer(
  port: number,
  path: (request: string) => string
): Promise<Pick<Measured, 'cold' | 'warm' | 'regions'>> {
  const tiles = shuffled(tilePaths(path))
  const cold = await ask(port, tiles, true)
  const warm = await ask(port, tiles, false)
  const regions = await ask(port, regionPaths(path), false)
  return { cold: cold.requestsPerSecond, warm: warm.requestsPerSecond, regions: regions.requestsPerSecond }
}

async function ask(port: number, paths: readonly string[], once: boolean): Promise<LoadResult> {
  const result = await runLoad({ port, paths, connections, seconds: once ? 30 : 4, once })
  if (result.failures > 0) throw new Error(`${result.failures} of ${result.requests} requests failed: ${paths[0]}`)
  return result
}

function tilePaths(path: (request: string) => string): string[] {
  return allTiles().map(({ region, size }) =>
    path(`${region.left},${region.top},${region.width},${region.height}/${size.width},${size.height}/0/default.jpg`)
  )
}

/** Regions that are no tiles, at a third of their size. */
function regionPaths(path: (request: string) => string): string[] {
  return Array.from({ length: 60 }, (_, index) => {
    const left = (index * 1237) % 6500
    const top = (index * 911) % 4700
    return path(`${left},${top},1500,1290/500,430/0/default.jpg`)
  })
}

function allTiles(): Tile[] {
  return scaleFactorsOf({ width, height }).flatMap(factor => {
    const span = tileSize * factor
    const columns = Math.ceil(width / span)
    const count = columns * Math.ceil(height / span)
    return Array.from({ length: count }, (_, index) =>
      tileAt({ width, height }, factor, index % columns, Math.floor(index / columns))
    )
  })
}

/** Always the same order, without neighbours side by side. */
function shuffled<T>(items: readonly T[]): T[] {
  const step = 7919
  return items.map((_, index) => items[(index * step) % items.length] as T) // a prime step visits each once
}

async function makeMosaic(file: string): Promise<void> {
  const part = texture(width / 5, height / 5)
  const raw = { width: part.width, height: part.height, channels: 3 } as const
  const input = await sharp(part.data, { raw }).png({ compressionLevel: 1 }).toBuffer()
  const create = { width, height, channels: 3, background: 'grey' } as const
  await sharp({ create, limitInputPixels: false })
    .composite([{ input, tile: true }])
    .jpeg({ quality: 90 })
    .toFile(file)
}

function portOf(server: ReturnType<typeof serve>): Promise<number> {
  return new Promise(resolve => {
    const tell = (): void => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
    }
    if (server.listening) tell()
    else server.once('listening', tell)
  })
}
