import { VitrineError, type ErrorCode } from '@shared/contract/errors'
import type { ThumbFrame } from '@shared/domain/media/thumb-frames'
import { thumbEdge, type ThumbLevel, type ThumbRegion } from '@shared/domain/media/thumb-address'
import { decoding } from './decode'
import { createSharedCalls, type Gate } from './gate'
import { keepNothing, openRecordStore, type RecordStore } from './record-store'
import { levelShape, levelWithin, type SamplePack, type SamplePacks } from './sample-pack'
import type { ServedImage } from './served-image'
import { shrink, shrinkTwice, type KeptLevel, type Thumbnail } from './thumb-pixels'

/** What a thumbnail is made of: an example of a pack, or an image or a box of it. */
export type ThumbSubject =
  | { readonly kind: 'packed'; readonly pack: SamplePack; readonly index: number }
  | { readonly kind: 'image'; readonly image: ServedImage; readonly region: ThumbRegion | null }

export interface Thumbnails {
  /** Hands over a frame for every subject as it gets ready; what can't be shown, or is null, comes as `missing`. */
  make(
    subjects: readonly (ThumbSubject | null)[],
    level: ThumbLevel,
    ready: (frame: ThumbFrame) => void,
    signal?: AbortSignal
  ): Promise<void>
  /** Makes what is kept (`coarse`, `fine`) unless it is there: the work of an import job. Errors: those of decoding. */
  prepare(image: ServedImage, region: ThumbRegion | null): Promise<void>
  close(): Promise<void>
}

export interface ThumbnailOptions {
  /** A cache: may be deleted while the program is closed. */
  readonly folder: string
  readonly samplePacks: SamplePacks
  /** How many images are decoded side by side. */
  readonly gate: Gate
  /** Tells why an image has no thumbnail, or why thumbnails can't be kept. */
  readonly onFailure?: (error: unknown, image: ServedImage) => void
}

/** What another try won't mend: the key names the pixels. */
const hopeless: ReadonlySet<ErrorCode> = new Set(['CORRUPT', 'UNSUPPORTED', 'TOO_LARGE'])

const missing: Thumbnail = { kind: 'missing', width: 0, height: 0, bytes: new Uint8Array(0) }

export async function createThumbnails(options: ThumbnailOptions): Promise<Thumbnails> {
  const { folder, samplePacks, gate, onFailure } = options
  const stores: Readonly<Record<KeptLevel, RecordStore>> = {
    coarse: await openStore(folder, 'coarse'),
    fine: await openStore(folder, 'fine')
  }
  const sharing = createSharedCalls<Readonly<Record<KeptLevel, Thumbnail>>>()
  /** Images that failed: a scroll past them must not decode them again and again. Cleared by a restart. */
  const broken = new Set<string>()

  async function makeKept(
    image: ServedImage,
    region: ThumbRegion | null
  ): Promise<Readonly<Record<KeptLevel, Thumbnail>>> {
    const key = keyOf(image, region)
    return await sharing(key, async () => {
      const made = await decoding(() => shrinkTwice(image, region))
      await Promise.all([keep('coarse', key, made.coarse), keep('fine', key, made.fine)]).catch((error: unknown) => {
        // Without room or rights for a cache, thumbnails are made each time.
        onFailure?.(error, image)
      })
      return made
    })
  }

  async function keep(level: KeptLevel, key: string, thumbnail: Thumbnail): Promise<void> {
    await stores[level].append(key, packed(thumbnail))
  }

  async function makeOne(
    { image, region }: Extract<ThumbSubject, { kind: 'image' }>,
    level: ThumbLevel,
    signal?: AbortSignal
  ): Promise<Thumbnail> {
    const key = keyOf(image, region)
    if (broken.has(key) || signal?.aborted) return missing
    try {
      return await gate.run(async () => {
        if (level !== 'large') return (await makeKept(image, region))[level]
        return await decoding(() => shrink(image, region, thumbEdge.large))
      }, signal)
    } catch (error) {
      if (signal?.aborted) return missing
      if (error instanceof VitrineError && hopeless.has(error.code)) broken.add(key)
      onFailure?.(error, image)
      return missing
    }
  }

  return {
    async make(subjects, level, ready, signal) {
      const sorted = sortOut(subjects)
      for (const index of sorted.unknown) ready({ index, ...missing })
      const fromPacks = sorted.packs.map(async ({ pack, indices, positions }) => {
        const at = levelWithin(pack, thumbEdge[level])
        const { width, height } = levelShape(pack, at)
        const samples = await samplePacks.gather(pack, at, indices)
        const kind = pack.channels === 1 ? 'grey' : 'rgb'
        samples.forEach((bytes, order) => ready({ index: positions[order] ?? 0, kind, width, height, bytes }))
      })
      const waiting = new Map(sorted.images)
      if (level !== 'large') {
        await stores[level].read([...waiting.keys()], (key, bytes) => {
          for (const { index } of waiting.get(key) ?? []) ready({ index, ...unpacked(level, bytes) })
          waiting.delete(key)
        })
      }
      const computed = [...waiting.values()].map(async positions => {
        const first = positions[0]
        if (first === undefined) return
        const thumbnail = await makeOne(first.subject, level, signal)
        for (const { index } of positions) ready({ index, ...thumbnail })
      })
      await Promise.all([...fromPacks, ...computed])
    },
    async prepare(image, region) {
      const key = keyOf(image, region)
      if (stores.fine.has(key) && stores.coarse.has(key)) return
      await gate.run(() => makeKept(image, region))
    },
    async close() {
      await Promise.all([stores.coarse.close(), stores.fine.close()])
    }
  }
}

/** A project on read-only media has no place for a cache. */
async function openStore(folder: string, name: string): Promise<RecordStore> {
  try {
    return await openRecordStore(folder, name)
  } catch (error) {
    if (error instanceof VitrineError) return keepNothing
    throw error
  }
}

interface PackShare {
  readonly pack: SamplePack
  readonly indices: number[]
  readonly positions: number[]
}
type ImageSubject = Extract<ThumbSubject, { kind: 'image' }>

function sortOut(subjects: readonly (ThumbSubject | null)[]): {
  readonly packs: readonly PackShare[]
  readonly images: ReadonlyMap<string, { index: number; subject: ImageSubject }[]>
  readonly unknown: readonly number[]
} {
  const packs = new Map<string, PackShare>()
  const images = new Map<string, { index: number; subject: ImageSubject }[]>()
  const unknown: number[] = []
  subjects.forEach((subject, index) => {
    if (subject === null) unknown.push(index)
    else if (subject.kind === 'packed') {
      const share = packs.get(subject.pack.hash) ?? { pack: subject.pack, indices: [], positions: [] }
      share.indices.push(subject.index)
      share.positions.push(index)
      packs.set(subject.pack.hash, share)
    } else {
      const key = keyOf(subject.image, subject.region)
      images.set(key, [...(images.get(key) ?? []), { index, subject }])
    }
  })
  return { packs: [...packs.values()], images, unknown }
}

function keyOf(image: ServedImage, region: ThumbRegion | null): string {
  return `${image.hash}/${region === null ? 'whole' : `${region.x},${region.y},${region.w},${region.h}`}`
}

/** Width and height in front of the bytes. */
function packed(thumbnail: Thumbnail): Uint8Array {
  const record = Buffer.alloc(4 + thumbnail.bytes.byteLength)
  record.writeUInt16LE(thumbnail.width, 0)
  record.writeUInt16LE(thumbnail.height, 2)
  record.set(thumbnail.bytes, 4)
  return record
}

function unpacked(level: KeptLevel, record: Buffer): Thumbnail {
  const kind = level === 'fine' ? 'jpeg' : 'rgb'
  return { kind, width: record.readUInt16LE(0), height: record.readUInt16LE(2), bytes: record.subarray(4) }
}
