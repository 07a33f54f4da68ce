import { mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGate } from '../images/gate'
import { createImageRenderer } from '../images/iiif-render'
import { sharp } from '../images/safe-sharp'
import type { ServedImage } from '../images/served-image'
import { createTilePacks, type TilePacks } from '../images/tile-pack'
import { createIiifImageHandler } from './iiif-image'
import { findFaults, texture, type Reference } from '../testing/iiif-oracle'

let folder: string
let packs: TilePacks
const images = new Map<string, ServedImage>()

// One below and one above the size from which tiles are packed; neither is a multiple of anything.
const small = texture(997, 1201)
const large = texture(2311, 1801)
const four = texture(700, 560)

async function add(id: string, reference: Reference): Promise<void> {
  const { width, height, data } = reference
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const format = { kind: 'encoded' } as const
  images.set(id, { hash: `hash-of-${id}`, width, height, format, rights: null, read: async () => bytes })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-iiif-'))
  packs = createTilePacks({ folder, gate: createGate(1) })
  await Promise.all([add('small', small), add('large', large), add('four', four)])
  const image = images.get('large')
  if (image) await packs.create(image)
})
afterAll(async () => {
  await packs.close()
  await rm(folder, { recursive: true, force: true })
})

function serve(): (request: Request) => Promise<Response> {
  const resolveImage = async (id: string): Promise<ServedImage | null> => images.get(id) ?? null
  return createIiifImageHandler({ resolveImage, renderer: createImageRenderer({ packs }), cors: true })
}
const ask = (path: string, init?: RequestInit): Promise<Response> =>
  serve()(new Request(`http://host/iiif/image/${path}`, init))

describe.each([2, 3] as const)('version %i', version => {
  test.each([
    ['small', small],
    ['large', large]
  ])('gives every pixel of a %s image where it belongs', async (id, reference) => {
    expect(await findFaults(path => ask(`${version}/${id}/${path}`), version, reference)).toEqual([])
  })
})

type Fault = (path: string, honest: (path: string) => Promise<Response>) => Promise<Response>

const box = /^(\d+),(\d+),(\d+),(\d+)\//
const faults: Readonly<Record<string, Fault>> = {
  'regions are shifted by 8 pixels': (path, honest) =>
    honest(path.replace(box, (_all, x, y, w, h) => `${Math.max(0, x - 8)},${Math.max(0, y - 8)},${w},${h}/`)),
  'x and y are swapped': (path, honest) => honest(path.replace(box, '$2,$1,$3,$4/')),
  'the next tile is given': (path, honest) => honest(path.replace(/^0,0,512,512\//, '512,0,512,512/')),
  'tiles are announced that have other sizes': async (path, honest) =>
    altered(await honest(path), path, { tiles: [{ width: 300, scaleFactors: [1, 3] }] }),
  'sizes are announced that have another shape': async (path, honest) =>
    altered(await honest(path), path, { sizes: [{ width: 777, height: 3 }] }),
  'the height is wrong': async (path, honest) => altered(await honest(path), path, { height: 559 }),
  'pictures are one row short': (path, honest) =>
    honest(path.replace(/\/(\d+),(\d+)\/0\//, (_all, w, h) => `/${w},${Math.max(1, h - 1)}/0/`)),
  'turns go the other way': (path, honest) =>
    honest(path.replace(/(90|270)\/default/, turn => (turn.startsWith('90') ? '270/default' : '90/default'))),
  'what is too large is served': (path, honest) => honest(path.replace('full/99999,', 'full/10,'))
}

async function altered(response: Response, path: string, change: object): Promise<Response> {
  return path === 'info.json' ? Response.json({ ...(await response.json()), ...change }) : response
}

test.each(Object.keys(faults))('the pixel test notices when %s', async name => {
  const honest = (path: string): Promise<Response> => ask(`3/four/${path}`)
  const found = await findFaults(path => faults[name]?.(path, honest) ?? honest(path), 3, four)
  expect(found).not.toEqual([])
})

/** A handler over one image, and how often its bytes were read. */
function counting(id: string): { handler: (request: Request) => Promise<Response>; reads: () => number } {
  let count = 0
  const image = images.get(id)
  if (image === undefined) throw new Error(`no image ${id}`)
  const read = (): Promise<Uint8Array> => {
    count++
    return image.read()
  }
  const resolveImage = async (): Promise<ServedImage> => ({ ...image, read })
  const handler = createIiifImageHandler({ resolveImage, renderer: createImageRenderer({ packs }), cors: false })
  return { handler, reads: () => count }
}

describe('the service', () => {
  test('redirects to info.json, which names its limits, tiles and rights', async () => {
    const redirect = await ask('3/small')
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      303,
      'http://host/iiif/image/3/small/info.json'
    ])
    const info = await (await ask('3/large/info.json')).json()
    expect(info).toMatchObject({
      id: 'http://host/iiif/image/3/large',
      maxWidth: 10_000,
      tiles: [{ width: 512, height: 512, scaleFactors: [1, 2, 4, 8] }]
    })
    expect(info.sizes.at(0)).toEqual({ width: 289, height: 226 })
  })

  test('answers with canonical and profile links, a tag, and 304 when nothing changed', async () => {
    const response = await ask('2/small/full/100,/0/color.jpg')
    expect(response.headers.get('link')).toBe(
      '<http://host/iiif/image/2/small/full/100,/0/default.jpg>;rel="canonical", ' +
        '<http://iiif.io/api/image/2/level2.json>;rel="profile"'
    )
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const tag = response.headers.get('etag') ?? ''
    const again = await ask('2/small/full/100,/0/default.jpg', { headers: { 'if-none-match': tag } })
    expect(again.status).toBe(304)
  })

  test.each([
    ['3/nobody/info.json', 404],
    ['3/..%2F..%2Fetc%2Fpasswd/info.json', 404],
    ['4/small/info.json', 404],
    ['3/small/full/full/0/default.jpg', 400],
    ['3/small/full/2000,/0/default.jpg', 400],
    ['3/small/full/!2000,2000/0/default.jpg', 400],
    ['2/small/full/^max/0/default.jpg', 400],
    ['3/small/%E0%A4%A/max/0/default.jpg', 404],
    ['3/small/full/max/0/default.jp2', 501]
  ])('answers %s with %i and a sentence', async (path, status) => {
    const response = await ask(path)
    expect(response.status).toBe(status)
    expect((await response.json()).error.message).toMatch(/[.]$/)
  })

  test('never enlarges unless asked to', async () => {
    const sizeOf = async (path: string): Promise<string> => {
      const { width, height } = await sharp(await (await ask(path)).bytes()).metadata()
      return `${width} × ${height}`
    }
    expect(await sizeOf('3/small/full/!5000,1201/0/default.jpg')).toBe('997 × 1201')
    expect(await sizeOf('3/small/full/^!2000,2402/0/default.jpg')).toBe('1994 × 2402')
    expect(await sizeOf('2/small/full/!2000,2402/0/default.jpg')).toBe('1994 × 2402')
  })

  test('shares one computation among equal requests', async () => {
    const { handler, reads } = counting('small')
    const address = 'http://host/iiif/image/3/small/10,10,300,300/max/0/default.png'
    const answers = await Promise.all(Array.from({ length: 8 }, () => handler(new Request(address))))
    expect(answers.map(answer => answer.status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(reads()).toBe(1)
  })

  test('reads tiles and overviews of a packed image without touching the image', async () => {
    const { handler, reads } = counting('large')
    for (const path of ['512,512,512,512/512,512', '0,0,2311,1801/289,', 'full/400,', '0,0,1024,1024/100,']) {
      const response = await handler(new Request(`http://host/iiif/image/2/large/${path}/0/default.jpg`))
      expect(response.status).toBe(200)
    }
    expect(reads()).toBe(0)
  })

  test('makes a pack when the first tile is asked for, and survives one that is damaged', async () => {
    const image = images.get('large')
    if (image === undefined) throw new Error('not set up')
    const own = createTilePacks({ folder: join(folder, 'own'), gate: createGate(1) })
    await own.create({ ...image, hash: 'damaged' })
    await own.close()
    await truncate(join(folder, 'own', 'damaged.zip'), 5000)

    const resolveImage = async (): Promise<ServedImage> => ({ ...image, hash: 'damaged' })
    const handler = createIiifImageHandler({
      resolveImage,
      renderer: createImageRenderer({ packs: own }),
      cors: false
    })
    const tile = 'http://host/iiif/image/3/large/0,0,512,512/512,512/0/default.jpg'
    expect((await handler(new Request(tile))).status).toBe(200)
    await own.create(await resolveImage())
    expect(await own.has(await resolveImage())).toBe(true)
    await own.close()
  })

  test('shows turned photos upright, bare samples, and says which file is damaged', async () => {
    const [width, height] = [40, 20]
    const red = { create: { width, height, channels: 3, background: 'red' } } as const
    const turned = await sharp(red).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const encoded = { format: { kind: 'encoded' }, rights: null } as const
    images.set('turned', { ...encoded, hash: 'turned', width: 20, height: 40, read: async () => turned })
    images.set('cut', { ...encoded, hash: 'cut', width: 40, height: 20, read: async () => turned.subarray(0, 300) })
    images.set('bare', {
      hash: 'bare',
      width: 2,
      height: 1,
      format: { kind: 'raw', channels: 1 },
      rights: 'http://creativecommons.org/publicdomain/zero/1.0/',
      read: async () => Uint8Array.of(0, 200)
    })
    const shown = await sharp(await (await ask('3/turned/full/max/0/default.png')).bytes()).metadata()
    expect([shown.width, shown.height]).toEqual([20, 40])
    const bare = await ask('3/bare/full/max/0/gray.png')
    const samples = await sharp(await bare.bytes())
      .extractChannel(0)
      .raw()
      .toBuffer()
    expect([...samples]).toEqual([0, 200])
    expect(bare.headers.get('cache-control')).toContain('immutable')
    expect(await (await ask('3/bare/info.json')).json()).toMatchObject({
      rights: 'http://creativecommons.org/publicdomain/zero/1.0/'
    })
    const damaged = await ask('3/cut/full/max/0/default.jpg')
    expect(damaged.status).toBe(422)
    expect((await damaged.json()).error.code).toBe('CORRUPT')
  })
})
