import { VitrineError } from '@shared/contract/errors'
import type { Recipe } from '@shared/contract/recipe'
import type { ObjectStore } from '../../files/objects'
import type { Example } from './examples'
import { pixelKey } from './examples'
import { inputCacheOf } from './input-cache'

export type InputShape = readonly [height: number, width: number, channels: number]

/** A recipe made ready: turns one image file's region into exactly the bytes that a model gets. */
export interface InputRenderer {
  /** Name, and what tells it apart from an edited recipe of that name. */
  readonly name: string
  readonly identity: string
  /** Its steps; absent where packed pictures pass as they are. */
  readonly recipe?: Recipe
  readonly shape: InputShape
  render(bytes: Buffer, region: RenderedRegion): Promise<Uint8Array>
  /** Packed examples of this shape pass unchanged; others go through the recipe's steps. */
  renderPacked(pixels: Uint8Array, shape: InputShape): Uint8Array
}
export type RenderedRegion = Extract<Example['pixels'], { kind: 'file' }>['region']

export interface Inputs {
  /** uint8 `[count, height, width, channels]` of the examples that could be rendered. */
  readonly x: Uint8Array
  /** Their positions in the list that was asked for. */
  readonly rows: readonly number[]
  readonly keys: BigUint64Array
  readonly failed: readonly { readonly at: number; readonly message: string }[]
}

/** Packs that are open at once while rendering; one of 60,000 small images is 47 MB. */
const openPacks = 2
/** Fewer examples than these are read from their packs one by one. */
const fewExamples = 64

/** Renders model inputs one by one, reading each pack once. A picture that can't be read is listed, not fatal. */
export async function renderInputs(
  examples: readonly Example[],
  renderer: InputRenderer,
  objects: ObjectStore,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {}
): Promise<Inputs> {
  const size = renderer.shape[0] * renderer.shape[1] * renderer.shape[2]
  const x = new Uint8Array(examples.length * size)
  const rows: number[] = []
  const failed: { at: number; message: string }[] = []
  const packs = new Map<string, Buffer>()
  const cache = inputCacheOf(objects)

  async function pack(hash: string): Promise<Buffer> {
    const known = packs.get(hash)
    if (known) return known
    const [oldest] = packs.keys()
    if (packs.size >= openPacks && oldest !== undefined) packs.delete(oldest)
    const bytes = await objects.read(hash)
    packs.set(hash, bytes)
    return bytes
  }

  async function renderOne(example: Example): Promise<Uint8Array> {
    const { pixels } = example
    switch (pixels.kind) {
      case 'none':
        throw new VitrineError('NOT_FOUND', pixels.reason)
      case 'file':
        return await cache.of(`${renderer.identity} ${pixelKey(pixels)}`, async () =>
          renderer.render(await objects.read(pixels.hash), pixels.region)
        )
      case 'packed': {
        const [height, width, channels] = pixels.shape
        const length = height * width * channels
        const start = pixels.index * length
        const bytes =
          examples.length < fewExamples
            ? await objects.readRange(pixels.hash, start, length)
            : (await pack(pixels.hash)).subarray(start, start + length)
        return renderer.renderPacked(bytes, pixels.shape)
      }
    }
  }

  for (const [at, example] of examples.entries()) {
    options.signal?.throwIfAborted()
    try {
      x.set(await renderOne(example), rows.length * size)
      rows.push(at)
    } catch (error) {
      if (!(error instanceof VitrineError)) throw error
      failed.push({ at, message: error.message })
    }
    // A photo takes as long as hundreds of packed examples.
    if (at % 256 === 0 || example.pixels.kind === 'file') options.onProgress?.(at)
  }
  const keys = BigUint64Array.from(rows, at => {
    const example = examples[at]
    return example ? pixelKey(example.pixels) : 0n
  })
  return { x: x.subarray(0, rows.length * size), rows, keys, failed }
}
