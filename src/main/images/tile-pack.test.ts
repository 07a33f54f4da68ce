import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGate } from './gate'
import { findTile, scaleFactorsOf, tileAt, tileSize, type Tile } from './pyramid'
import { sharp } from './safe-sharp'
import type { ServedImage } from './served-image'
import { createTilePacks, type TilePacks } from './tile-pack'

let folder: string
let packs: TilePacks

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-tiles-'))
  packs = createTilePacks({ folder, gate: createGate(1) })
})
afterEach(async () => {
  await packs.close()
  await rm(folder, { recursive: true, force: true })
})

function blank(width: number, height: number, hash = `${width}x${height}`): ServedImage {
  const create = { width, height, channels: 3, background: 'teal' } as const
  const read = (): Promise<Buffer> => sharp({ create }).jpeg().toBuffer()
  return { hash, width, height, format: { kind: 'encoded' }, rights: null, read }
}

function tilesOf(image: ServedImage): Tile[] {
  return scaleFactorsOf(image).flatMap(factor => {
    const columns = Math.ceil(image.width / (tileSize * factor))
    const rows = Math.ceil(image.height / (tileSize * factor))
    return Array.from({ length: columns * rows }, (_, index) =>
      tileAt(image, factor, index % columns, Math.floor(index / columns))
    )
  })
}

test.each([
  [2003, 1501],
  [1025, 513],
  [1024, 512],
  [512, 512],
  [4097, 17],
  [1, 3000],
  [1, 1]
])('a pack of %i × %i holds every tile that its info.json announces', async (width, height) => {
  const image = blank(width, height)
  await packs.create(image)
  for (const tile of tilesOf(image)) {
    const bytes = await packs.readTile(image, tile)
    expect(bytes, JSON.stringify(tile)).not.toBeNull()
    const { width, height } = await sharp(bytes ?? undefined).metadata()
    expect({ width, height }).toEqual(tile.size)
    expect(findTile(image, tile.region, tile.size, 0)?.scaleFactor).toBeLessThanOrEqual(tile.scaleFactor)
  }
})

test('a region that is no tile names none', () => {
  const image = { width: 2003, height: 1501 }
  const tile = tileAt(image, 2, 1, 0)
  expect(findTile(image, { ...tile.region, left: tile.region.left + 8 }, tile.size, 0)).toBeNull()
  expect(findTile(image, { ...tile.region, height: tile.region.height - 1 }, tile.size, 0)).toBeNull()
  expect(findTile(image, tile.region, { ...tile.size, width: tile.size.width - 1 }, 0)).toBeNull()
  expect(findTile(image, tile.region, { ...tile.size, height: tile.size.height - 1 }, 1)).toEqual(tile)
})

test('many packs are open by turns, each giving its own tiles', async () => {
  const images = Array.from({ length: 40 }, (_, index) => blank(10 + index, 20, `image-${index}`))
  for (const image of images) await packs.create(image)
  const read = images.concat(images).map(async image => {
    const [tile] = tilesOf(image)
    const bytes = tile && (await packs.readTile(image, tile))
    return (await sharp(bytes ?? undefined).metadata()).width
  })
  expect(await Promise.all(read)).toEqual(images.concat(images).map(image => image.width))
})

test('one that is garbage, cut off or empty counts as none and is made again', async () => {
  const image = blank(600, 600)
  const [tile] = tilesOf(image)
  if (tile === undefined) throw new Error('no tile')
  for (const content of ['', 'PK', `PK\x05\x06${'\xff'.repeat(18)}`]) {
    await writeFile(join(folder, '600x600.zip'), content, 'latin1')
    expect(await packs.readTile(image, tile)).toBeNull()
    await packs.create(image)
    expect(await packs.readTile(image, tile)).not.toBeNull()
    await packs.remove(image.hash)
  }
})

test('ten calls make one pack, and a failure leaves nothing behind', async () => {
  let reads = 0
  const whole = blank(600, 600)
  const counted: ServedImage = {
    ...whole,
    read: () => {
      reads++
      return whole.read()
    }
  }
  await Promise.all(Array.from({ length: 10 }, () => packs.create(counted)))
  expect(reads).toBe(1)
  const damaged: ServedImage = { ...whole, hash: 'damaged', read: async () => (await whole.read()).subarray(0, 300) }
  await expect(packs.create(damaged)).rejects.toMatchObject({ code: 'CORRUPT' })
  expect(await readdir(folder)).toEqual(['600x600.zip'])
})

test('a pack that could not be opened is tried again', async () => {
  const image = blank(2000, 1000)
  const [tile] = tilesOf(image)
  if (!tile) throw new Error('the image has tiles')
  const inTheWay = join(folder, `${image.hash}.zip`)
  await mkdir(inTheWay)
  await expect(packs.readTile(image, tile)).rejects.toThrow()
  await rm(inTheWay, { recursive: true })
  await packs.create(image)
  expect(await packs.readTile(image, tile)).not.toBe(null)
})
