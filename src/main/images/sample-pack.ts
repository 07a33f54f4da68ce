import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { VitrineError } from '@shared/contract/errors'
import { systemCode } from '../files/file-system'
import { readFully } from '../files/objects'
import { readExamples, type SampleFile } from './sample-file'

/** A packed dataset: `count` examples of one size as bare 8-bit samples, row by row, one after the other. */
export interface SamplePack {
  /** Of the object that holds it. */
  readonly hash: string
  /** Where the object's file lies. */
  readonly path: string
  /** Bytes before the first example, such as an IDX header. */
  readonly offset: number
  readonly count: number
  /** pixels */
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
}

/** Bare samples of packs, in full and at half, quarter … of the edge: enough to scroll by, and nothing to decode. */
export interface SamplePacks {
  /** Examples `from` to `from + count` at a level, fewer at the end. Errors: INVALID_INPUT, NOT_FOUND. */
  read(pack: SamplePack, level: number, from: number, count: number): Promise<Buffer>
  /** The examples with these indices, in this order. Errors as `read`. */
  gather(pack: SamplePack, level: number, indices: readonly number[]): Promise<Buffer[]>
  /** Waits until nothing is written any more. */
  close(): Promise<void>
}

/** Examples averaged in one go; keeps each pause of the event loop to about a millisecond. */
const chunk = 512
/** Errors: INVALID_INPUT for a level on which nothing is left. */
export function levelShape(pack: SamplePack, level: number): { width: number; height: number; bytes: number } {
  const width = pack.width >> level
  const height = pack.height >> level
  // Shifts count modulo 32.
  if (level > 30 || width < 1 || height < 1) {
    throw new VitrineError('INVALID_INPUT', `There is no level ${level} of examples of ${pack.width} × ${pack.height}.`)
  }
  return { width, height, bytes: width * height * pack.channels }
}

/** The finest level whose longest side is at most `edge` pixels. */
export function levelWithin(pack: SamplePack, edge: number): number {
  let level = 0
  const canHalve = (): boolean => Math.min(pack.width, pack.height) >> (level + 1) >= 1
  while (Math.max(pack.width, pack.height) >> level > edge && canHalve()) level++
  return level
}

/** Smaller levels are made once in `folder`, a cache; until a level is there, what is asked for is averaged on the spot. */
export function createSamplePacks({ folder }: { readonly folder: string }): SamplePacks {
  const making = new Map<string, Promise<void>>()
  const complete = new Set<string>()

  /** The file with the examples of a level; null while there is none, which starts its making. */
  function fileOf(pack: SamplePack, level: number): SampleFile | null {
    const { bytes } = levelShape(pack, level)
    if (level === 0) return { path: pack.path, offset: pack.offset, bytes }
    const path = join(folder, `${pack.hash}-${level}`)
    if (complete.has(path)) return { path, offset: 0, bytes }
    if (!making.has(path)) making.set(path, make(pack, level, path))
    return null
  }

  async function gather(pack: SamplePack, level: number, indices: readonly number[]): Promise<Buffer[]> {
    const file = fileOf(pack, level)
    if (file !== null) {
      try {
        return await readExamples(file, indices)
      } catch (error) {
        if (level === 0) throw error
        // A cache may be emptied at any time.
        complete.delete(file.path)
      }
    }
    const finer = await gather(pack, level - 1, indices)
    return finer.map(samples => halved(samples, 1, pack, level))
  }

  /** Without room or rights for a cache, levels stay computed. */
  async function make(pack: SamplePack, level: number, path: string): Promise<void> {
    const size = pack.count * levelShape(pack, level).bytes
    try {
      if (!(await hasSize(path, size))) await writeLevel(pack, level, path, folder)
      complete.add(path)
      making.delete(path)
    } catch {
      // Kept in `making`: not tried again before the next start.
    }
  }

  return {
    gather,
    async read(pack, level, from, count) {
      const wanted = Math.max(0, Math.min(count, pack.count - from))
      return Buffer.concat(
        await gather(
          pack,
          level,
          Array.from({ length: wanted }, (_, index) => from + index)
        )
      )
    },
    async close() {
      await Promise.all(making.values())
    }
  }
}

async function writeLevel(pack: SamplePack, level: number, path: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const temporary = `${path}.${randomUUID()}.tmp`
  const { bytes } = levelShape(pack, 0)
  const source = await open(pack.path, 'r')
  try {
    const target = await open(temporary, 'wx')
    try {
      for (let from = 0; from < pack.count; from += chunk) {
        const count = Math.min(chunk, pack.count - from)
        let samples = await readFully(source, pack.offset + from * bytes, count * bytes)
        for (let step = 1; step <= level; step++) samples = halved(samples, count, pack, step)
        await target.writeFile(samples)
        await setImmediate()
      }
    } finally {
      await target.close()
    }
    await rename(temporary, path)
  } finally {
    await source.close()
    await rm(temporary, { force: true })
  }
}

async function hasSize(path: string, size: number): Promise<boolean> {
  try {
    return (await stat(path)).size === size
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

/** From level − 1 to level: every sample the mean of the 2 × 2 it covers; an odd last row or column is left out. */
function halved(samples: Uint8Array, count: number, pack: SamplePack, level: number): Buffer {
  const finer = levelShape(pack, level - 1)
  const { width, height, bytes } = levelShape(pack, level)
  const { channels } = pack
  const out = Buffer.allocUnsafe(count * bytes)
  const row = finer.width * channels
  let at = 0
  for (let example = 0; example < count; example++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < channels; channel++) {
          const from = example * finer.bytes + 2 * y * row + 2 * x * channels + channel
          const upper = (samples[from] ?? 0) + (samples[from + channels] ?? 0)
          const lower = (samples[from + row] ?? 0) + (samples[from + row + channels] ?? 0)
          out[at++] = (upper + lower + 2) >> 2
        }
      }
    }
  }
  return out
}
