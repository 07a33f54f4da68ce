import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { VitrineError } from '@shared/contract/errors'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { explaining, systemCode } from '../files/file-system'
import { decoding } from './decode'
import { createSharedCalls, type Gate } from './gate'
import { openPixels } from './pixels'
import { tileSize, type Region, type Size, type Tile } from './pyramid'
import type { ServedImage } from './served-image'
import { readZipDirectory, readZipEntry, type ZipEntry } from './zip-directory'

/** Tiles of an image in one file: a IIIF level-0 pyramid as an uncompressed zip, named by the hash of the pixels. */
export interface TilePacks {
  /** JPEG bytes of a tile; null while there is no pack for the image. */
  readTile(image: ServedImage, tile: Tile): Promise<Buffer | null>
  has(image: ServedImage): Promise<boolean>
  /** Makes the pack unless it is there. Calls for the same image share the work. Errors: those of decoding, NO_SPACE. */
  create(image: ServedImage, signal?: AbortSignal): Promise<void>
  /** Forgets an image's pack and deletes it. */
  remove(hash: string): Promise<void>
  close(): Promise<void>
}

interface OpenPack {
  readonly handle: FileHandle
  /** By `tileName`. */
  readonly tiles: ReadonlyMap<string, ZipEntry>
}

/** Open files at once, least recently used closed first; a directory takes about 100 bytes a tile. */
const openLimit = 32

export function createTilePacks({ folder, gate }: { readonly folder: string; readonly gate: Gate }): TilePacks {
  const opened = new Map<string, Promise<OpenPack | null>>()
  const creating = createSharedCalls<void>()
  const pathOf = (hash: string): string => join(folder, `${hash}.zip`)

  function find(image: ServedImage): Promise<OpenPack | null> {
    const pack = keptOnce(opened, image.hash, () => openPack(pathOf(image.hash), image))
    // Used last: the others go first.
    opened.delete(image.hash)
    opened.set(image.hash, pack)
    if (opened.size > openLimit) {
      const [oldest] = opened.keys()
      if (oldest !== undefined) void forget(oldest)
    }
    return pack
  }

  async function forget(hash: string): Promise<void> {
    const pack = opened.get(hash)?.catch(() => null)
    opened.delete(hash)
    // `close` waits for the reads under way.
    await (await pack)?.handle.close()
  }

  return {
    async readTile(image, tile) {
      const pack = await find(image)
      const entry = pack?.tiles.get(tileName(tile.region, tile.size))
      return pack && entry ? await readZipEntry(pack.handle, entry) : null
    },
    async has(image) {
      return (await find(image)) !== null
    },
    create: (image, signal) =>
      creating(image.hash, async () => {
        if ((await find(image)) !== null) return
        await gate.run(() => writePack(pathOf(image.hash), folder, image), signal)
        await forget(image.hash)
      }),
    async remove(hash) {
      await forget(hash)
      await rm(pathOf(hash), { force: true })
    },
    async close() {
      await Promise.all([...opened.keys()].map(forget))
    }
  }
}

async function openPack(path: string, image: Size): Promise<OpenPack | null> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
  try {
    return { handle, tiles: tilesIn(await readZipDirectory(handle), image) }
  } catch (error) {
    await handle.close()
    if (!(error instanceof VitrineError)) throw error
    // It is a cache: what a crash left half written is made again.
    await rm(path, { force: true })
    return null
  }
}

/** Entries are called `NAME/REGION/SIZE/0/default.jpg`; a region that is the whole image is called `full`. */
function tilesIn(directory: ReadonlyMap<string, ZipEntry>, image: Size): Map<string, ZipEntry> {
  const whole = `0,0,${image.width},${image.height}`
  const tiles = new Map<string, ZipEntry>()
  for (const [name, entry] of directory) {
    const [, region, size] = name.split('/')
    if (region !== undefined && size !== undefined && name.endsWith('.jpg')) {
      tiles.set(`${region === 'full' ? whole : region}/${size}`, entry)
    }
  }
  return tiles
}

function tileName(region: Region, size: Size): string {
  return `${region.left},${region.top},${region.width},${region.height}/${size.width},${size.height}`
}

async function writePack(path: string, folder: string, image: ServedImage): Promise<void> {
  await explaining(path, async () => {
    await mkdir(folder, { recursive: true })
    const temporary = join(folder, `${randomUUID()}.tmp`)
    try {
      const pixels = await openPixels(image)
      await decoding(() =>
        pixels
          .flatten({ background: 'white' })
          .jpeg({ quality: 90 })
          .tile({ layout: 'iiif3', size: tileSize, container: 'zip' })
          .toFile(temporary)
      )
      await rename(temporary, path)
    } finally {
      await rm(temporary, { force: true })
    }
  })
}
