import { expect, test } from 'vitest'
import { encodeThumbFrame, type ThumbFrame } from '@shared/domain/media/thumb-frames'
import { parseThumbItems, thumbBatch } from '@shared/domain/media/thumb-address'
import { createThumbStore, type ThumbStore, type Wish } from './thumb-store'

interface Flight {
  readonly url: string
  readonly images: readonly number[]
  readonly signal: AbortSignal
  readonly answer: () => void
}

/** A store whose requests are answered when the test says so; images from 900 on are missing. */
function fixture() {
  const flights: Flight[] = []
  const store: ThumbStore = createThumbStore({
    fetch: async (url, signal) => {
      const { searchParams } = new URL(url, 'http://host')
      const images = (parseThumbItems(searchParams.get('items') ?? '', 5000) ?? []).map(item => item.image)
      await new Promise<void>((resolve, reject) => {
        flights.push({ url, images, signal, answer: resolve })
        signal.addEventListener('abort', () => reject(signal.reason))
      })
      return frames(images)
    },
    decode: () => Promise.reject(new Error('no photo here')),
    createPage: () => ({ source: {} as CanvasImageSource, put: () => undefined }),
    nextFrame: run => run()
  })
  return { store, flights }
}

async function* frames(images: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const [index, image] of images.entries()) {
    const frame: ThumbFrame =
      image >= 900
        ? { index, kind: 'missing', width: 0, height: 0, bytes: new Uint8Array() }
        : { index, kind: 'grey', width: 2, height: 2, bytes: new Uint8Array(4).fill(image) }
    yield encodeThumbFrame(frame)
  }
}

const item = (image: number) => ({ image, region: null })
const fine = (...images: number[]): readonly Wish[] => [{ level: 'fine', items: images.map(item) }]
const owner = Symbol('test')
const settled = (): Promise<void> => new Promise(resolve => setTimeout(resolve))

test('what is wanted comes in one request and is found afterwards', async () => {
  const { store, flights } = fixture()
  store.want(owner, fine(1, 2, 3, 900))
  await settled()
  expect(flights.map(flight => flight.images)).toEqual([[1, 2, 3, 900]])
  expect(store.find('fine', item(2))).toBeNull()
  flights[0]?.answer()
  await settled()
  expect(store.find('fine', item(2))).toMatchObject({ w: 2, h: 2 })
  expect(store.find('fine', item(900))).toBe('missing')
})

test('nothing is asked for twice, by whomever it is wanted', async () => {
  const { store, flights } = fixture()
  store.want(owner, fine(1, 2))
  await settled()
  store.want(Symbol('other'), fine(2, 3))
  store.want(owner, fine(1, 2))
  await settled()
  expect(flights.map(flight => flight.images)).toEqual([[1, 2], [3]])
})

test('the most wanted come first, and no more than two requests are under way', async () => {
  const { store, flights } = fixture()
  const many = Array.from({ length: thumbBatch.fine * 4 }, (_, index) => item(index + 1))
  store.want(owner, [
    { level: 'fine', items: many },
    { level: 'coarse', items: many }
  ])
  await settled()
  expect(flights).toHaveLength(2)
  expect(flights[0]?.images[0]).toBe(1)
  flights[0]?.answer()
  await settled()
  expect(flights).toHaveLength(3)
  expect(flights[2]?.url).toContain('/fine?')
})

test('a request that nobody waits for any more is given up and can be asked again', async () => {
  const { store, flights } = fixture()
  store.want(owner, fine(1, 2))
  await settled()
  store.want(owner, fine(50))
  await settled()
  expect(flights[0]?.signal.aborted).toBe(true)
  store.want(owner, fine(1))
  await settled()
  expect(flights.at(-1)?.images).toEqual([1])
  expect(store.find('fine', item(1))).toBeNull()
})

test('an image that could not be shown is asked for again when it has changed', async () => {
  const { store, flights } = fixture()
  store.want(owner, fine(900, 901))
  await settled()
  flights[0]?.answer()
  await settled()
  store.retry([900, 7])
  await settled()
  expect(flights.map(flight => flight.images)).toEqual([[900, 901], [900]])
  expect(store.find('fine', item(901))).toBe('missing')
  expect(store.find('fine', item(900))).toBeNull()
})

test('another project starts with nothing', async () => {
  const { store, flights } = fixture()
  store.want(owner, fine(1))
  await settled()
  flights[0]?.answer()
  await settled()
  store.clear()
  expect(store.find('fine', item(1))).toBeNull()
})
