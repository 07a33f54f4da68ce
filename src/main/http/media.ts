import { VitrineError } from '@shared/contract/errors'
import {
  parseThumbItems,
  thumbBatch,
  thumbLevels,
  type ThumbItem,
  type ThumbLevel
} from '@shared/domain/media/thumb-address'
import { encodeThumbFrame } from '@shared/domain/media/thumb-frames'
import { levelShape, type SamplePack, type SamplePacks } from '../images/sample-pack'
import type { Thumbnails, ThumbSubject } from '../images/thumbnails'
import { failureResponse } from './failure-response'

export interface MediaOptions {
  /** What each item shows, in the same order; null where there is nothing (any more) to be shown. */
  readonly resolveThumbs: (items: readonly ThumbItem[]) => Promise<readonly (ThumbSubject | null)[]>
  /** The packed dataset in an object, or null when the object is none. */
  readonly resolvePack: (hash: string) => Promise<SamplePack | null>
  readonly thumbnails: Thumbnails
  readonly samplePacks: SamplePacks
  readonly report?: (bug: unknown) => void
}

/** Bytes of samples in one answer: the 70,000 of Fashion-MNIST at a quarter of the edge, four times over. */
const packAnswerLimit = 16_777_216

/** `/media/thumbs/…` and `/media/pack/…`: see `shared/domain/media/thumb-address.ts` for the addresses. */
export function createMediaHandler(options: MediaOptions): (request: Request) => Promise<Response> {
  const { resolveThumbs, resolvePack, thumbnails, samplePacks, report = () => undefined } = options

  async function answer(request: Request): Promise<Response> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    const url = new URL(request.url)
    const [, , area, name, ...more] = url.pathname.split('/')
    if (name !== undefined && more.length === 0) {
      if (area === 'thumbs') return await thumbs(name, url.searchParams.get('items') ?? '', request.signal)
      if (area === 'pack') return await samples(request, name, url.searchParams)
    }
    throw new VitrineError('NOT_FOUND', 'There is nothing at this address.')
  }

  async function thumbs(name: string, text: string, signal: AbortSignal): Promise<Response> {
    const level = thumbLevels.find(known => known === name)
    if (level === undefined) throw new VitrineError('NOT_FOUND', `There are no thumbnails called “${name}”.`)
    const items = parseThumbItems(text, thumbBatch[level])
    if (items === null) {
      throw new VitrineError('INVALID_INPUT', `“items” names 1 to ${thumbBatch[level]} images, such as 7,12-40.`)
    }
    const subjects = await resolveThumbs(items)
    return new Response(frames(subjects, level, signal), {
      // An id names other pixels in another project: the renderer keeps what it has painted, the browser keeps nothing.
      headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }
    })
  }

  function frames(
    subjects: readonly (ThumbSubject | null)[],
    level: ThumbLevel,
    signal: AbortSignal
  ): ReadableStream<Uint8Array> {
    const cancelled = new AbortController()
    const stop = AbortSignal.any([signal, cancelled.signal])
    return new ReadableStream({
      async start(controller) {
        try {
          const ready = batched(bytes => {
            if (!stop.aborted) controller.enqueue(bytes)
          })
          await thumbnails.make(subjects, level, frame => ready.add(encodeThumbFrame(frame)), stop)
          ready.flush()
          if (!stop.aborted) controller.close()
        } catch (error) {
          report(error)
          if (!stop.aborted) controller.error(error)
        }
      },
      cancel: () => cancelled.abort()
    })
  }

  async function samples(request: Request, hash: string, query: URLSearchParams): Promise<Response> {
    const pack = await resolvePack(hash)
    if (pack === null) throw new VitrineError('NOT_FOUND', 'There is no packed dataset with this hash.')
    const level = wholeNumber(query, 'level', 0)
    const from = wholeNumber(query, 'from', 0)
    const count = Math.min(wholeNumber(query, 'count', pack.count), Math.max(0, pack.count - from))
    if (count < 1) throw new VitrineError('INVALID_INPUT', `Examples are numbered 0 to ${pack.count - 1}.`)
    const { width, height, bytes } = levelShape(pack, level)
    if (count * bytes > packAnswerLimit) {
      const most = Math.floor(packAnswerLimit / bytes)
      throw new VitrineError('TOO_LARGE', `Ask for at most ${most} examples of this size at a time.`, { most })
    }
    const etag = `"${hash.slice(0, 32)}/${level}/${from}/${count}"`
    const headers = {
      etag,
      'cache-control': 'private, max-age=31536000, immutable',
      'content-type': 'application/octet-stream',
      'x-sample-shape': `${count},${height},${width},${pack.channels}`
    }
    if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
    const body = await samplePacks.read(pack, level, from, count)
    return new Response(new Uint8Array(body), { headers })
  }

  return async request => {
    const response = await answer(request).catch((error: unknown) => failureResponse(error, {}, report))
    if (request.method !== 'HEAD') return response
    await response.body?.cancel()
    return new Response(null, response)
  }
}

/** Joins frames that are ready at once: thousands of tiny chunks would cost more than they carry. */
function batched(send: (bytes: Uint8Array) => void): { add(bytes: Uint8Array): void; flush(): void } {
  let waiting: Uint8Array[] = []
  function flush(): void {
    if (waiting.length > 0) send(Buffer.concat(waiting))
    waiting = []
  }
  return {
    add(bytes) {
      if (waiting.length === 0) setImmediate(flush)
      waiting.push(bytes)
    },
    flush
  }
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name)
  if (text === null) return otherwise
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new VitrineError('INVALID_INPUT', `“${name}” is a whole number, 0 or more.`, { name })
}
