import { thumbBatch, thumbRequests, type ThumbItem, type ThumbLevel } from '@shared/domain/media/thumb-address'
import { readThumbFrames, type ThumbFrame } from '@shared/domain/media/thumb-frames'
import { createAtlas, type AtlasPage, type Sprite } from './atlas'
import { toRgba } from './frame-pixels'
import { createRecent } from './recent'

type Key = number | string

export interface ThumbPorts {
  readonly fetch: (url: string, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>
  /** Decodes a JPEG off the main thread. */
  readonly decode: (bytes: Uint8Array) => Promise<ImageBitmap>
  readonly createPage: (edge: number) => AtlasPage
  /** Runs a function once before the next picture is drawn. */
  readonly nextFrame: (run: () => void) => void
}

/** What somebody wants to show now, most wanted first. */
export interface Wish {
  readonly level: ThumbLevel
  readonly items: readonly ThumbItem[]
}

export interface ThumbStore {
  /** The picture to draw, `missing` when the image can't be shown, null while it isn't here. */
  readonly find: (level: ThumbLevel, item: ThumbItem) => Sprite | 'missing' | null
  /** Replaces what `owner` wants; an empty list withdraws it. */
  readonly want: (owner: symbol, wishes: readonly Wish[]) => void
  readonly onReady: (listener: () => void) => () => void
  /** Asks again for images that could not be shown; without ids for all of them. */
  readonly retry: (imageIds?: readonly number[]) => void
  /** Forgets everything: another project's ids name other pictures. */
  readonly clear: () => void
}

const lanes = 2
/** Samples of small images come as they are, up to this edge. */
const smallEdge = 32

export const keyOf = ({ image, region }: ThumbItem): Key =>
  region ? `${image}:${region.x}.${region.y}.${region.w}.${region.h}` : image

/** Keeps thumbnails that are shown or were lately, and fetches the wanted ones, many per request. */
export function createThumbStore({ fetch, decode, createPage, nextFrame }: ThumbPorts): ThumbStore {
  // 72 + 96 MB of pixels at most, and the bitmaps of photos below.
  const coarse = createAtlas<Key>({ cell: 16, columns: 64, pages: 18, createPage })
  const small = createAtlas<Key>({ cell: smallEdge, columns: 32, pages: 24, createPage })
  const close = (sprite: Sprite): void => {
    if (sprite.source instanceof ImageBitmap) sprite.source.close()
  }
  const bitmaps = {
    fine: createRecent<Key, Sprite>(900, close),
    large: createRecent<Key, Sprite>(48, close)
  }
  const missing = new Map<Key, number>()
  const wishes = new Map<symbol, readonly Wish[]>()
  const listeners = new Set<() => void>()
  const flights = new Set<{ readonly level: ThumbLevel; readonly keys: Set<Key>; readonly abort: AbortController }>()
  let pumping = false
  let notifying = false

  const has = (level: ThumbLevel, key: Key): boolean =>
    missing.has(key) || (level === 'coarse' ? coarse.has(key) : small.has(key) || bitmaps[level].has(key))

  function find(level: ThumbLevel, item: ThumbItem): Sprite | 'missing' | null {
    const key = keyOf(item)
    if (missing.has(key)) return 'missing'
    if (level === 'coarse') return coarse.find(key)
    return small.find(key) ?? bitmaps[level].get(key) ?? null
  }

  function notify(): void {
    if (notifying) return
    notifying = true
    nextFrame(() => {
      notifying = false
      for (const listener of listeners) listener()
    })
  }

  async function keep(level: ThumbLevel, key: Key, frame: ThumbFrame): Promise<void> {
    const { kind, width, height, bytes } = frame
    if (kind === 'missing') missing.set(key, Date.now())
    else if (kind === 'jpeg') {
      const bitmap = await decode(bytes)
      const sprite = { source: bitmap, x: 0, y: 0, w: bitmap.width, h: bitmap.height }
      bitmaps[level === 'large' ? 'large' : 'fine'].set(key, sprite)
    } else {
      const pixels = toRgba(bytes, kind, width * height)
      const atlas = level === 'coarse' ? coarse : small
      if (width <= (level === 'coarse' ? 16 : smallEdge) && height <= smallEdge) atlas.put(key, pixels, width, height)
      else await keepLarge(level, key, pixels, width, height)
    }
    notify()
  }

  async function keepLarge(
    level: ThumbLevel,
    key: Key,
    pixels: Uint8ClampedArray<ArrayBuffer>,
    w: number,
    h: number
  ): Promise<void> {
    const source = await createImageBitmap(new ImageData(pixels, w, h))
    bitmaps[level === 'large' ? 'large' : 'fine'].set(key, { source, x: 0, y: 0, w, h })
  }

  /** The most wanted items that are neither here nor on their way: of one level, as many as one request takes. */
  function nextBatch(): { level: ThumbLevel; items: ThumbItem[] } | null {
    let level: ThumbLevel | null = null
    const chosen = new Map<Key, ThumbItem>()
    for (const wish of [...wishes.values()].flat()) {
      if (level !== null && wish.level !== level) continue
      for (const item of wish.items) {
        const key = keyOf(item)
        if (chosen.has(key) || has(wish.level, key) || inFlight(wish.level, key)) continue
        level = wish.level
        chosen.set(key, item)
        if (chosen.size === thumbBatch[level]) return { level, items: [...chosen.values()] }
      }
    }
    return level === null ? null : { level, items: [...chosen.values()] }
  }

  const inFlight = (level: ThumbLevel, key: Key): boolean => {
    for (const flight of flights) if (flight.level === level && flight.keys.has(key)) return true
    return false
  }

  async function fly(level: ThumbLevel, items: readonly ThumbItem[]): Promise<void> {
    const [request, next] = thumbRequests(level, items)
    if (!request) return
    const taken = items.slice(0, next?.start ?? items.length)
    const flight = { level, keys: new Set(taken.map(keyOf)), abort: new AbortController() }
    flights.add(flight)
    try {
      const decoding: Promise<void>[] = []
      for await (const frame of readThumbFrames(await fetch(request.url, flight.abort.signal))) {
        const item = taken[frame.index]
        if (!item) continue
        const key = keyOf(item)
        decoding.push(keep(level, key, frame).finally(() => flight.keys.delete(key)))
      }
      await Promise.all(decoding)
    } catch {
      // Given up, or the backend is away: the next wish asks again. Those that did arrive are kept.
      if (!flight.abort.signal.aborted) for (const key of flight.keys) missing.set(key, Date.now())
    } finally {
      flights.delete(flight)
      pump()
    }
  }

  function pump(): void {
    if (pumping) return
    pumping = true
    queueMicrotask(() => {
      pumping = false
      giveUpUnwanted()
      while (flights.size < lanes) {
        const batch = nextBatch()
        if (!batch) return
        void fly(batch.level, batch.items)
      }
    })
  }

  function giveUpUnwanted(): void {
    for (const flight of flights) {
      const wanted = [...wishes.values()].some(list =>
        list.some(wish => wish.level === flight.level && wish.items.some(item => flight.keys.has(keyOf(item))))
      )
      if (!wanted) flight.abort.abort()
    }
  }

  /** Failures may pass: after a while an image that could not be shown is asked for again. */
  function forgetOldFailures(): void {
    const before = Date.now() - 20_000
    for (const [key, at] of missing) if (at < before) missing.delete(key)
  }

  return {
    find,
    want(owner, list) {
      if (list.length === 0) wishes.delete(owner)
      else wishes.set(owner, list)
      if (missing.size > 0) forgetOldFailures()
      pump()
    },
    onReady(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retry(imageIds) {
      if (missing.size === 0) return
      const ids = imageIds && new Set(imageIds)
      // A key is an image's id, or begins with it where a box is shown.
      for (const key of missing.keys()) if (!ids || ids.has(parseInt(String(key), 10))) missing.delete(key)
      pump()
      notify()
    },
    clear() {
      for (const flight of flights) flight.abort.abort()
      coarse.clear()
      small.clear()
      bitmaps.fine.clear()
      bitmaps.large.clear()
      missing.clear()
      wishes.clear()
      notify()
    }
  }
}
