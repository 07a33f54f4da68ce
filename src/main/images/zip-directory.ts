import type { FileHandle } from 'node:fs/promises'
import { VitrineError } from '@shared/contract/errors'
import { readFully } from '../files/objects'

/** Where an uncompressed entry of a zip file lies. */
export interface ZipEntry {
  /** Of its local header, whose length is only known after reading it. */
  readonly headerOffset: number
  readonly nameLength: number
  /** bytes */
  readonly size: number
}

const endSignature = Buffer.from([0x50, 0x4b, 5, 6])
const endLength = 22
const centralSignature = 0x02014b50
const stored = 0
/** Fixed part of a local header, and more room than libvips' extra fields need. */
const localHeaderLength = 30
const extraRoom = 64

/** The central directory of a zip file in which nothing is compressed. Errors: CORRUPT. */
export async function readZipDirectory(handle: FileHandle): Promise<ReadonlyMap<string, ZipEntry>> {
  const { size } = await handle.stat()
  const tailLength = Math.min(size, endLength + 0xffff)
  const tail = await readFully(handle, size - tailLength, tailLength)
  const end = tail.lastIndexOf(endSignature)
  if (end < 0 || end + endLength > tail.length) throw corrupt('has no directory')
  const count = tail.readUInt16LE(end + 10)
  const length = tail.readUInt32LE(end + 12)
  const offset = tail.readUInt32LE(end + 16)
  if (count === 0xffff || offset + length > size) throw corrupt('has a directory that is cut off')
  return parseDirectory(await readFully(handle, offset, length), count)
}

function parseDirectory(directory: Buffer, count: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>()
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== centralSignature) throw corrupt('is damaged')
    if (directory.readUInt16LE(at + 10) !== stored) throw corrupt('is compressed')
    const nameLength = directory.readUInt16LE(at + 28)
    entries.set(directory.toString('utf8', at + 46, at + 46 + nameLength), {
      headerOffset: directory.readUInt32LE(at + 42),
      nameLength,
      size: directory.readUInt32LE(at + 20)
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** One read for header and bytes. */
export async function readZipEntry(handle: FileHandle, entry: ZipEntry): Promise<Buffer> {
  const room = localHeaderLength + entry.nameLength + extraRoom
  const bytes = await readFully(handle, entry.headerOffset, room + entry.size)
  if (bytes.length < localHeaderLength) throw corrupt('is cut off')
  const start = localHeaderLength + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)
  if (start > room || start + entry.size > bytes.length) throw corrupt('is cut off')
  return bytes.subarray(start, start + entry.size)
}

function corrupt(what: string): VitrineError {
  return new VitrineError('CORRUPT', `A tile pack ${what}. It is made again when it is needed.`)
}
