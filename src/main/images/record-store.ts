import { createHash } from 'node:crypto'
import { mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { explaining } from '../files/file-system'
import { readFully } from '../files/objects'

/**
 * Many small records in one file, found by key: a cache, appended to and never changed. 70,000 records cost one open file,
 * about 6 MB of memory, and one read for neighbours.
 */
export interface RecordStore {
  has(key: string): boolean
  /** One after the other is handed over as its read returns, in no particular order; damaged and unknown ones are left out. */
  read(keys: readonly string[], found: (key: string, bytes: Buffer) => void): Promise<void>
  /** Errors: NO_SPACE, NO_PERMISSION, READ_ONLY. */
  append(key: string, bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

interface Place {
  readonly offset: number
  readonly length: number
  readonly checksum: number
}

/** Digest of the key (16 bytes), offset u48, length u32, CRC-32 of the bytes u32, padding: 32 bytes, little-endian. */
const entryLength = 32
/** Neighbours closer than this are read in one go, up to the second figure. Bytes. */
const gapLimit = 16_384
const spanLimit = 1_048_576

export async function openRecordStore(folder: string, name: string): Promise<RecordStore> {
  const indexPath = join(folder, `${name}.index`)
  const dataPath = join(folder, `${name}.data`)
  await explaining(folder, () => mkdir(folder, { recursive: true }))
  const data = await explaining(dataPath, () => open(dataPath, 'a+'))
  let dataLength = (await data.stat()).size
  const places = await loadIndex(indexPath, dataLength)
  const index = await explaining(indexPath, () => open(indexPath, 'a+'))
  let indexLength = (await index.stat()).size
  let appending: Promise<void> = Promise.resolve()

  async function write(digest: string, bytes: Uint8Array): Promise<void> {
    if (places.has(digest)) return
    const place = { offset: dataLength, length: bytes.byteLength, checksum: crc32(bytes) }
    try {
      await data.writeFile(bytes)
    } finally {
      // What a failed write left behind still moves the end.
      dataLength = (await data.stat()).size
    }
    // The entry is what makes the record exist: it comes second.
    try {
      await index.writeFile(encodeEntry(digest, place))
    } catch (error) {
      // Half an entry would misplace all that follow.
      await index.truncate(indexLength)
      throw error
    }
    indexLength += entryLength
    places.set(digest, place)
  }

  return {
    has: key => places.has(digestOf(key)),
    async read(keys, found) {
      const wanted: { key: string; place: Place }[] = []
      for (const key of keys) {
        const place = places.get(digestOf(key))
        if (place !== undefined) wanted.push({ key, place })
      }
      await Promise.all(neighbours(wanted).map(group => readGroup(data, group, found)))
    },
    append(key, bytes) {
      const written = appending.then(() => explaining(dataPath, () => write(digestOf(key), bytes)))
      // The next one doesn't fail because this one did.
      appending = written.catch(() => undefined)
      return written
    },
    async close() {
      await appending
      await Promise.all([data.close(), index.close()])
    }
  }
}

/** Stands in where nothing may be written: everything is made each time. */
export const keepNothing: RecordStore = {
  has: () => false,
  read: async () => undefined,
  append: async () => undefined,
  close: async () => undefined
}

async function loadIndex(path: string, dataLength: number): Promise<Map<string, Place>> {
  const entries = await readFile(path).catch(() => Buffer.alloc(0))
  const places = new Map<string, Place>()
  const whole = entries.length - (entries.length % entryLength)
  // A crash may have cut the last entry: what comes after must start on an entry's edge again.
  if (whole !== entries.length) await truncate(path, whole)
  for (let at = 0; at < whole; at += entryLength) {
    const place = {
      offset: entries.readUIntLE(at + 16, 6),
      length: entries.readUInt32LE(at + 22),
      checksum: entries.readUInt32LE(at + 26)
    }
    if (place.offset + place.length <= dataLength) places.set(entries.toString('latin1', at, at + 16), place)
  }
  return places
}

function encodeEntry(digest: string, place: Place): Buffer {
  const entry = Buffer.alloc(entryLength)
  entry.write(digest, 0, 'latin1')
  entry.writeUIntLE(place.offset, 16, 6)
  entry.writeUInt32LE(place.length, 22)
  entry.writeUInt32LE(place.checksum, 26)
  return entry
}

/** As a string of 16 one-byte characters: the cheapest key of a Map. */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest().toString('latin1', 0, 16)
}

interface Wanted {
  readonly key: string
  readonly place: Place
}

function neighbours(wanted: Wanted[]): Wanted[][] {
  wanted.sort((a, b) => a.place.offset - b.place.offset)
  const groups: Wanted[][] = []
  let start = 0
  let end = -Infinity
  for (const record of wanted) {
    const { offset, length } = record.place
    const isNear = offset - end <= gapLimit && offset + length - start <= spanLimit
    if (isNear) groups.at(-1)?.push(record)
    else {
      groups.push([record])
      start = offset
    }
    end = offset + length
  }
  return groups
}

async function readGroup(
  data: FileHandle,
  group: readonly Wanted[],
  found: (key: string, bytes: Buffer) => void
): Promise<void> {
  const first = group[0]?.place
  const last = group.at(-1)?.place
  if (first === undefined || last === undefined) return
  const bytes = await readFully(data, first.offset, last.offset + last.length - first.offset)
  for (const { key, place } of group) {
    const record = bytes.subarray(place.offset - first.offset, place.offset - first.offset + place.length)
    if (record.length === place.length && crc32(record) === place.checksum) found(key, record)
  }
}
