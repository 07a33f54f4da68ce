import { mkdtemp, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { thumbRequests, type ThumbItem, type ThumbLevel } from '@shared/domain/media/thumb-address'
import { readThumbFrames, type ThumbFrame } from '@shared/domain/media/thumb-frames'
import { createGate } from '../images/gate'
import { createSamplePacks, type SamplePack, type SamplePacks } from '../images/sample-pack'
import { sharp } from '../images/safe-sharp'
import type { ServedImage } from '../images/served-image'
import { createThumbnails, type Thumbnails, type ThumbSubject } from '../images/thumbnails'
import { createMediaHandler } from './media'

let folder: string
let pack: SamplePack
let samplePacks: SamplePacks
let thumbnails: Thumbnails
let handler: (request: Request) => Promise<Response>
let decoded: string[]
const failures: unknown[] = []

/** 3,000 examples of 8 × 8; example i is filled with the value i % 251. Ids 1001 … are theirs, smaller ones are photos. */
const count = 3000
const header = 16

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-media-'))
  const bytes = Buffer.alloc(header + count * 64)
  for (let example = 0; example < count; example++)
    bytes.fill(example % 251, header + example * 64, header + (example + 1) * 64)
  const path = join(folder, 'pack')
  await writeFile(path, bytes)
  pack = { hash: 'a'.repeat(64), path, offset: header, count, width: 8, height: 8, channels: 1 }
  decoded = []
  failures.length = 0
  await start()
})
afterEach(async () => {
  await thumbnails.close()
  await samplePacks.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(cache = join(folder, 'cache')): Promise<void> {
  samplePacks = createSamplePacks({ folder: join(folder, 'cache') })
  const onFailure = (error: unknown): unknown => failures.push(error)
  thumbnails = await createThumbnails({ folder: cache, samplePacks, gate: createGate(2), onFailure })
  handler = createMediaHandler({
    resolveThumbs: async items => items.map(subjectOf),
    resolvePack: async hash => (hash === pack.hash ? pack : null),
    thumbnails,
    samplePacks
  })
}

function subjectOf({ image, region }: ThumbItem): ThumbSubject | null {
  if (image > 1000) return { kind: 'packed', pack, index: image - 1001 }
  return image === 404 ? null : { kind: 'image', image: photo(image), region }
}

/** 400 × 300: the left half red, the right half blue; image 13 is damaged. */
function photo(id: number): ServedImage {
  const name = `photo-${id}`
  return { hash: name, width: 400, height: 300, format: { kind: 'encoded' }, rights: null, read }

  async function read(): Promise<Uint8Array> {
    decoded.push(name)
    const red = { create: { width: 400, height: 300, channels: 3, background: '#f00' } } as const
    const blue = { create: { width: 200, height: 300, channels: 3, background: '#00f' } } as const
    const bytes = await sharp(red)
      .composite([{ input: blue, left: 200, top: 0 }])
      .jpeg()
      .toBuffer()
    return id === 13 ? bytes.subarray(0, 200) : bytes
  }
}

async function thumbs(level: ThumbLevel, items: readonly ThumbItem[]): Promise<Map<number, ThumbFrame>> {
  const frames = new Map<number, ThumbFrame>()
  for (const { url, start } of thumbRequests(level, items)) {
    const response = await handler(new Request(`http://host${url}`))
    expect(response.status).toBe(200)
    if (response.body === null) throw new Error('no body')
    for await (const frame of readThumbFrames(response.body)) frames.set(start + frame.index, frame)
  }
  return frames
}

const whole = (image: number): ThumbItem => ({ image, region: null })

describe('thumbnails', () => {
  test('of examples come in the order asked, thousands in one answer, as bare samples', async () => {
    const order = Array.from({ length: 2000 }, (_, index) => 1001 + ((index * 1201) % count))
    const frames = await thumbs('coarse', order.map(whole))
    expect(frames.size).toBe(2000)
    for (const [index, id] of order.entries()) {
      const frame = frames.get(index)
      expect([frame?.kind, frame?.width, frame?.height, frame?.bytes[0]]).toEqual(['grey', 8, 8, (id - 1001) % 251])
    }
  })

  test('of photos, boxes, examples, gone and damaged images mix in one answer', async () => {
    const right = { image: 1, region: { x: 210, y: 10, w: 150, h: 100 } }
    const frames = await thumbs('fine', [whole(1), right, whole(1001), whole(404), whole(13), whole(1)])
    const shapes = [...frames.entries()]
      .sort(([a], [b]) => a - b)
      .map(([, { kind, width, height }]) => [kind, width, height])
    expect(shapes).toEqual([
      ['jpeg', 160, 120],
      ['jpeg', 150, 100],
      ['grey', 8, 8],
      ['missing', 0, 0],
      ['missing', 0, 0],
      ['jpeg', 160, 120]
    ])
    const box = await sharp(frames.get(1)?.bytes).raw().toBuffer()
    expect(box[0]).toBeLessThan(40)
    expect(box[2]).toBeGreaterThan(215)
    expect(failures).toMatchObject([{ code: 'CORRUPT' }])
  })

  test('of a large box show the box', async () => {
    const items = [
      { image: 2, region: { x: 201, y: 0, w: 199, h: 300 } },
      { image: 2, region: { x: 0, y: 0, w: 400, h: 10 } }
    ]
    const frames = await thumbs('coarse', items)
    const [box, strip] = [frames.get(0), frames.get(1)]
    expect([box?.kind, box?.width, box?.height]).toEqual(['rgb', 11, 16])
    expect([...(box?.bytes.subarray(0, 3) ?? [])].map(value => value > 128)).toEqual([false, false, true])
    expect([strip?.width, strip?.height]).toEqual([16, 1])
  })

  test('are made once, kept over a restart, and made again when the cache is damaged', async () => {
    const items = Array.from({ length: 20 }, (_, index) => whole(index + 20))
    await thumbs('fine', items)
    await thumbs('coarse', items)
    expect(decoded).toHaveLength(20)
    await thumbnails.close()
    await start()
    expect((await thumbs('fine', items)).get(19)?.kind).toBe('jpeg')
    expect(decoded).toHaveLength(20)

    await thumbnails.close()
    await truncate(join(folder, 'cache', 'fine.data'), 3000)
    await truncate(join(folder, 'cache', 'fine.index'), 20 * 32 - 5)
    await start()
    const frames = await thumbs('fine', items)
    for (const frame of frames.values()) expect((await sharp(frame.bytes).metadata()).width).toBe(160)
    expect(decoded.length).toBeGreaterThan(30)
  })

  test('work where nothing can be kept', async () => {
    await thumbnails.close()
    await writeFile(join(folder, 'a file'), '')
    await start(join(folder, 'a file'))
    expect((await thumbs('fine', [whole(5)])).get(0)?.kind).toBe('jpeg')
  })

  test('prepared by an import are there', async () => {
    await thumbnails.prepare(photo(7), null)
    await thumbs('coarse', [whole(7)])
    expect(decoded).toEqual(['photo-7'])
    await expect(thumbnails.prepare(photo(13), null)).rejects.toMatchObject({ code: 'CORRUPT' })
  })

  test('nobody waits for any more are not made', async () => {
    const items = Array.from({ length: 60 }, (_, index) => whole(index + 100))
    const [request] = thumbRequests('fine', items)
    const response = await handler(new Request(`http://host${request?.url}`))
    await response.body?.cancel()
    await thumbs('fine', [whole(1)])
    expect(decoded.length).toBeLessThan(10)
  })

  test.each([
    ['thumbs/fine?items=', 400],
    ['thumbs/fine?items=1-99999', 400],
    ['thumbs/huge?items=1', 404],
    ['thumbs', 404],
    ['other/x', 404]
  ])('answers /media/%s with %i', async (path, status) => {
    expect((await handler(new Request(`http://host/media/${path}`))).status).toBe(status)
  })
})

describe('packs', () => {
  const ask = (query: string, init?: RequestInit): Promise<Response> =>
    handler(new Request(`http://host/media/pack/${pack.hash}?${query}`, init))

  test('give ranges of bare samples that may be kept for good', async () => {
    const response = await ask('from=250&count=3')
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect(response.headers.get('x-sample-shape')).toBe('3,8,8,1')
    const samples = await response.bytes()
    expect(samples.length).toBe(192)
    expect([samples[0], samples[64], samples[191]]).toEqual([250, 0, 1])
    const tag = response.headers.get('etag') ?? ''
    expect((await ask('from=250&count=3', { headers: { 'if-none-match': tag } })).status).toBe(304)
  })

  test('have levels of half and a quarter of the edge, made of means and kept', async () => {
    const bytes = Buffer.alloc(64)
    bytes.set([10, 20, 0, 0, 0, 0, 0, 0, 30, 40])
    await writeFile(pack.path, bytes)
    pack = { ...pack, hash: 'b'.repeat(64), offset: 0, count: 1 }
    const levels = async (): Promise<number[][]> => {
      const answers = await Promise.all([ask('level=1'), ask('level=2')])
      return await Promise.all(answers.map(async answer => [...(await answer.bytes())].slice(0, 4)))
    }
    const means = [
      [25, 0, 0, 0],
      [6, 0, 0, 0]
    ]
    expect(await levels()).toEqual(means)
    await samplePacks.close()
    expect((await readdir(join(folder, 'cache'))).filter(name => name.startsWith('b'))).toHaveLength(2)
    // From the kept levels now; then without them.
    await rename(pack.path, `${pack.path}-away`)
    expect(await levels()).toEqual(means)
    await rename(`${pack.path}-away`, pack.path)
    await rm(join(folder, 'cache', `${pack.hash}-1`))
    expect(await levels()).toEqual(means)
  })

  test('end where they end', async () => {
    expect((await (await ask('from=2990&count=500')).bytes()).length).toBe(640)
    expect((await ask('from=3000&count=1')).status).toBe(400)
    expect((await ask('level=9')).status).toBe(400)
    expect((await ask('level=33')).status).toBe(400)
    expect((await ask('from=-1')).status).toBe(400)
    expect((await handler(new Request('http://host/media/pack/none'))).status).toBe(404)
  })
})
