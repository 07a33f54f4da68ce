import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { VitrineError } from '@shared/contract/errors'
import { explaining, systemCode } from '../files/file-system'
import { readFully } from '../files/objects'
import { createSharedCalls } from './gate'

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
}

/** Examples averaged in one go; keeps each pause of the event loop to about a millisecond. */
const chunk = 512
/** Neighbours within this many examples are read together. */
const gap = 16

export function levelShape(pack: SamplePack, level: number): { width: number; height: number; bytes: number } {
  const width = Math.max(1, pack.width >> level)
  const height = Math.max(1, pack.height >> level)
  return { width, height, bytes: width * height * pack.channels }
}

/** The finest level whose longest side is at most `edge` pixels. */
export function levelWithin(pack: SamplePack, edge: number): number {
  let level = 0
  while (Math.max(pack.width, pack.height) >> level > edge) level++
  return level
}

/** Smaller levels are made when first asked for and kept in `folder`, a cache. */
export function createSamplePacks({ folder }: { readonly folder: string }): SamplePacks {
  const making = createSharedCalls<void>()

  async function fileOf(pack: SamplePack, level: number): Promise<{ path: string; offset: number }> {
    if (!Number.isInteger(level) || level < 0 || Math.min(pack.width, pack.height) >> level < 1) {
      throw new VitrineError(
        'INVALID_INPUT',
        `There is no level ${level} of examples of ${pack.width} × ${pack.height}.`
      )
    }
    if (level === 0) return { path: pack.path, offset: pack.offset }
    const path = join(folder, `${pack.hash}-${level}`)
    const finer = await fileOf(pack, level - 1)
    await making(path, () => makeLevel(pack, level, finer, path, folder))
    return { path, offset: 0 }
  }

  async function read(pack: SamplePack, level: number, from: number, count: number): Promise<Buffer> {
    const file = await fileOf(pack, level)
    const { bytes } = levelShape(pack, level)
    const length = Math.max(0, Math.min(count, pack.count - from)) * bytes
    return await readFile(file.path, file.offset + from * bytes, length)
  }

  return {
    read,
    async gather(pack, level, indices) {
      const { bytes } = levelShape(pack, level)
      const results = new Array<Buffer>(indices.length)
      const order = indices.map((index, position) => ({ index, position })).sort((a, b) => a.index - b.index)
      for (let start = 0; start < order.length;) {
        let end = start + 1
        while (end < order.length && (order[end]?.index ?? 0) - (order[end - 1]?.index ?? 0) <= gap) end++
        const run = order.slice(start, end)
        const first = run[0]?.index ?? 0
        const samples = await read(pack, level, first, (run.at(-1)?.index ?? 0) - first + 1)
        for (const { index, position } of run) {
          results[position] = samples.subarray((index - first) * bytes, (index - first + 1) * bytes)
        }
        start = end
      }
      return results
    }
  }
}

async function readFile(path: string, offset: number, length: number): Promise<Buffer> {
  return await explaining(path, async () => {
    const handle = await open(path, 'r')
    try {
      return await readFully(handle, offset, length)
    } finally {
      await handle.close()
    }
  })
}

async function makeLevel(
  pack: SamplePack,
  level: number,
  finer: { path: string; offset: number },
  path: string,
  folder: string
): Promise<void> {
  const shape = levelShape(pack, level)
  const finerShape = levelShape(pack, level - 1)
  await explaining(path, async () => {
    if (await isComplete(path, pack.count * shape.bytes)) return
    await mkdir(folder, { recursive: true })
    const temporary = `${path}.${randomUUID()}.tmp`
    const source = await open(finer.path, 'r')
    try {
      const target = await open(temporary, 'wx')
      try {
        for (let from = 0; from < pack.count; from += chunk) {
          const count = Math.min(chunk, pack.count - from)
          const samples = await readFully(source, finer.offset + from * finerShape.bytes, count * finerShape.bytes)
          await target.writeFile(halved(samples, count, finerShape, shape, pack.channels))
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
  })
}

async function isComplete(path: string, size: number): Promise<boolean> {
  try {
    const handle = await open(path, 'r')
    try {
      return (await handle.stat()).size === size
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

interface Shape {
  readonly width: number
  readonly height: number
  readonly bytes: number
}

/** Every sample the mean of the 2 × 2 it covers; an odd last row or column is left out. */
function halved(samples: Uint8Array, count: number, finer: Shape, shape: Shape, channels: number): Uint8Array {
  const out = new Uint8Array(count * shape.bytes)
  const row = finer.width * channels
  const down = finer.height > 1 ? row : 0
  const right = finer.width > 1 ? channels : 0
  let at = 0
  for (let example = 0; example < count; example++) {
    for (let y = 0; y < shape.height; y++) {
      for (let x = 0; x < shape.width; x++) {
        for (let channel = 0; channel < channels; channel++) {
          const from = example * finer.bytes + 2 * y * row + 2 * x * channels + channel
          const sum = (samples[from] ?? 0) + (samples[from + right] ?? 0) + (samples[from + down] ?? 0)
          out[at++] = (sum + (samples[from + down + right] ?? 0) + 2) >> 2
        }
      }
    }
  }
  return out
}
