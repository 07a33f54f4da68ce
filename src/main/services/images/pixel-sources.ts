import { readFile } from 'node:fs/promises'
import { eq, inArray } from 'drizzle-orm'
import type { ThumbItem } from '@shared/domain/media/thumb-address'
import { keptOnce } from '@shared/domain/caching/kept-once'
import { explaining } from '../../files/file-system'
import { hashBytes } from '../../files/objects'
import type { SamplePack } from '../../images/sample-pack'
import type { ServedImage } from '../../images/served-image'
import type { ThumbSubject } from '../../images/thumbnails'
import { image } from '../../storage/schema'
import type { InputShape } from '../examples/inputs'
import { samplePreviews } from '../examples/sample-previews'
import type { ImageRow } from '../rows'
import type { ProjectSession } from '../session'

/** Where the pixels of a project's images are. */
export interface PixelSources {
  /** By row id or by the hash of its file; null when there is none or its pixels are not kept. */
  image(id: string): Promise<ServedImage | null>
  thumbs(items: readonly ThumbItem[]): Promise<readonly (ThumbSubject | null)[]>
  pack(hash: string): Promise<SamplePack | null>
}

export function createPixelSources(session: ProjectSession): PixelSources {
  const { orm } = session.database
  const packs = new Map<string, Promise<SamplePack | null>>()

  async function pack(hash: string): Promise<SamplePack | null> {
    const found = await keptOnce(packs, hash, () => readPack(hash))
    // One that is missing now may be brought back by an import.
    if (found === null) packs.delete(hash)
    return found
  }

  async function readPack(hash: string): Promise<SamplePack | null> {
    const preview = samplePreviews(session).shapeOf(hash)
    if (preview) return await packOf(hash, preview)
    const row = orm.select().from(image).where(eq(image.hash, hash)).limit(1).get()
    if (row?.pixels !== 'packed') return null
    return await packOf(hash, [row.height, row.width, channelsOf(row)])
  }

  async function packOf(hash: string, [height, width, channels]: InputShape): Promise<SamplePack> {
    const count = (await session.objects.size(hash)) / (width * height * channels)
    return { hash, path: session.objects.path(hash), offset: 0, count, width, height, channels: channels === 3 ? 3 : 1 }
  }

  async function subject(row: ImageRow | undefined, region: ThumbItem['region']): Promise<ThumbSubject | null> {
    if (!row) return null
    if (row.pixels === 'packed' && region === null) {
      const found = await pack(row.hash ?? '').catch(() => null)
      return found && { kind: 'packed', pack: found, index: row.packIndex ?? 0 }
    }
    const served = toServed(session, row)
    return served && { kind: 'image', image: served, region }
  }

  return {
    pack,
    async image(id) {
      const isHash = /^[0-9a-f]{64}$/.test(id)
      if (!isHash && !/^\d{1,15}$/.test(id)) return null
      const wanted = isHash ? eq(image.hash, id) : eq(image.id, Number(id))
      const row = orm.select().from(image).where(wanted).limit(1).get()
      return row ? toServed(session, row) : null
    },
    async thumbs(items) {
      const ids = [...new Set(items.map(item => item.image))]
      const rows = orm.select().from(image).where(inArray(image.id, ids)).all()
      const byId = new Map(rows.map(row => [row.id, row]))
      return await Promise.all(items.map(item => subject(byId.get(item.image), item.region)))
    }
  }
}

/** Packed examples are grey or colour. */
const channelsOf = (row: ImageRow): 1 | 3 => (row.channels === 3 ? 3 : 1)

export function toServed({ objects }: ProjectSession, row: ImageRow): ServedImage | null {
  const { hash, width, height, rights, location, packIndex } = row
  if (hash === null) return null
  const shown = { width, height, rights }
  switch (row.pixels) {
    case 'file':
      return { ...shown, hash, format: { kind: 'encoded' }, read: () => objects.read(hash) }
    case 'packed': {
      const index = packIndex ?? 0
      const channels = channelsOf(row)
      const length = width * height * channels
      return {
        ...shown,
        hash: hashBytes(Buffer.from(`${hash}/${index}`)),
        format: { kind: 'raw', channels },
        read: () => objects.readRange(hash, index * length, length)
      }
    }
    case 'remote':
      if (location === null || /^https?:/i.test(location)) return null
      return { ...shown, hash, format: { kind: 'encoded' }, read: () => explaining(location, () => readFile(location)) }
  }
}
