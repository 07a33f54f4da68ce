import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { thumbRequests, type ThumbItem, type ThumbLevel } from '../src/shared/domain/media/thumb-address'
import { readThumbFrames } from '../src/shared/domain/media/thumb-frames'
import { texture } from '../src/main/testing/iiif-oracle'
import { createMediaHandler } from '../src/main/http/media'
import { createGate } from '../src/main/images/gate'
import { sharp } from '../src/main/images/safe-sharp'
import { createSamplePacks, type SamplePack } from '../src/main/images/sample-pack'
import type { ServedImage } from '../src/main/images/served-image'
import { createThumbnails } from '../src/main/images/thumbnails'

export interface ThumbFigure {
  readonly what: string
  readonly value: number
  readonly unit: string
}

const examples = 70_000
const photos = 300
/** Tiles of 112 px in a window of 1376 × 820. */
const screenful = 96

/** What the host does for a gallery of 70,000 examples and 300 photos of 3 megapixels; nothing is painted here. */
export async function measureThumbs(): Promise<ThumbFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-thumbs-'))
  try {
    const pack = await makePack(folder)
    const jpeg = await makePhoto()
    const samplePacks = createSamplePacks({ folder: join(folder, 'samples') })
    const cache = join(folder, 'thumbnails')
    const thumbnails = await createThumbnails({ folder: cache, samplePacks, gate: createGate(2) })
    const handler = createMediaHandler({
      resolveThumbs: async items =>
        items.map(({ image, region }) =>
          image <= examples
            ? { kind: 'packed', pack, index: image - 1 }
            : { kind: 'image', image: photo(image, jpeg), region }
        ),
      resolvePack: async () => pack,
      thumbnails,
      samplePacks
    })
    const show = (level: ThumbLevel, ids: readonly number[]): Promise<Shown> => showAll(handler, level, ids)

    const all = Array.from({ length: examples }, (_, index) => index + 1)
    const sorted = all.map(id => ((id * 7919) % examples) + 1)
    const memory = process.memoryUsage().rss
    const first = await show('coarse', all.slice(0, 2048))
    const coarse = await show('coarse', all)
    const anyOrder = await show('coarse', sorted)
    const jump = await show('fine', sorted.slice(35_000, 35_000 + screenful))
    const grown = process.memoryUsage().rss - memory
    const pictures = Array.from({ length: photos }, (_, index) => examples + 1 + index)
    const cold = await show('fine', pictures.slice(0, screenful))
    const warm = await show('fine', pictures.slice(0, screenful))
    const rest = await show('coarse', pictures)
    await Promise.all([thumbnails.close(), samplePacks.close()])
    return [
      { what: 'first 2,048 of 70,000, coarse, nothing cached', value: first.milliseconds, unit: 'ms' },
      { what: 'all 70,000, coarse', value: coarse.milliseconds, unit: 'ms' },
      { what: 'requests for them', value: coarse.requests, unit: '' },
      { what: 'all 70,000, coarse, in a scattered order', value: anyOrder.milliseconds, unit: 'ms' },
      { what: 'requests for them', value: anyOrder.requests, unit: '' },
      { what: 'a screen of examples at any place', value: jump.milliseconds, unit: 'ms' },
      { what: 'memory that the host grew by', value: grown / 1e6, unit: 'MB' },
      { what: 'a screen of photos, first time', value: cold.milliseconds, unit: 'ms' },
      { what: 'the same screen again', value: warm.milliseconds, unit: 'ms' },
      { what: `${photos} photos, coarse, a third of them there`, value: rest.milliseconds, unit: 'ms' }
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Shown {
  readonly milliseconds: number
  readonly requests: number
}

async function showAll(
  handler: (request: Request) => Promise<Response>,
  level: ThumbLevel,
  ids: readonly number[]
): Promise<Shown> {
  const begun = performance.now()
  const requests = thumbRequests(
    level,
    ids.map((image): ThumbItem => ({ image, region: null }))
  )
  let frames = 0
  for (const { url } of requests) {
    const { body } = await handler(new Request(`http://127.0.0.1${url}`))
    if (body === null) throw new Error(`${url}: no answer`)
    for await (const frame of readThumbFrames(body)) if (frame.kind !== 'missing') frames++
  }
  if (frames !== ids.length) throw new Error(`${ids.length - frames} thumbnails are missing`)
  return { milliseconds: performance.now() - begun, requests: requests.length }
}

async function makePack(folder: string): Promise<SamplePack> {
  const [width, height] = [28, 28]
  const { data } = texture(width * 8, height * 8)
  const samples = Buffer.alloc(examples * width * height)
  for (let at = 0; at < samples.length; at++) samples[at] = data[(at * 31) % data.length] ?? 0
  const path = join(folder, 'pack')
  await writeFile(path, samples)
  return { hash: 'pack', path, offset: 0, count: examples, width, height, channels: 1 }
}

async function makePhoto(): Promise<Buffer> {
  const { width, height, data } = texture(2048, 1536)
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

/** The same pixels under other names: each is decoded for itself. */
function photo(id: number, bytes: Buffer): ServedImage {
  const format = { kind: 'encoded' } as const
  return { hash: `photo-${id}`, width: 2048, height: 1536, format, rights: null, read: async () => bytes }
}
