import { describe, expect, test } from 'vitest'
import { itemsLength, parseThumbItems, thumbBatch, thumbRequests, type ThumbItem } from './thumb-address'
import { encodeThumbFrame, readThumbFrames, type ThumbFrame } from './thumb-frames'

const whole = (image: number): ThumbItem => ({ image, region: null })
const boxed = (image: number): ThumbItem => ({ image, region: { x: 10, y: 2000, w: 333, h: 4444 } })

function itemsOf(url: string, limit: number): ThumbItem[] | null {
  return parseThumbItems(new URL(url, 'http://x').searchParams.get('items') ?? '', limit)
}

describe('addresses of thumbnails', () => {
  test('fold runs and come back as they were', () => {
    const items = [7, 12, 13, 14, 15, 3].map(whole).concat(boxed(16), whole(17))
    const [request, ...more] = thumbRequests('fine', items)
    expect(more).toEqual([])
    expect(request?.url).toBe('/media/thumbs/fine?items=7,12-15,3,16:10.2000.333.4444,17')
    expect(itemsOf(request?.url ?? '', 8)).toEqual(items)
  })

  test('split what is too much for one, and lose nothing', () => {
    const items = Array.from({ length: 3000 }, (_, index) => (index % 3 === 0 ? boxed(index * 7) : whole(index * 7)))
    const requests = thumbRequests('fine', items)
    const back = requests.flatMap(({ url, start }) => {
      expect(url.length).toBeLessThan(itemsLength + 100)
      const part = itemsOf(url, thumbBatch.fine) ?? []
      expect(part[0]).toEqual(items[start])
      return part
    })
    expect(back).toEqual(items)
  })

  test.each(['', '1,', 'a', '1-', '9-3', '1:2.3.4', '1:0.0.0.5', '-1', '1e3', '1-99999'])('refuse %j', text => {
    expect(parseThumbItems(text, 100)).toBeNull()
  })
})

describe('frames of thumbnails', () => {
  const frames: readonly ThumbFrame[] = [
    { index: 3, kind: 'grey', width: 2, height: 1, bytes: Uint8Array.of(1, 2) },
    { index: 0, kind: 'missing', width: 0, height: 0, bytes: new Uint8Array(0) },
    { index: 70_000, kind: 'jpeg', width: 160, height: 1, bytes: new Uint8Array(300).fill(9) }
  ]
  const stream = Buffer.concat(frames.map(encodeThumbFrame))

  async function read(step: number): Promise<ThumbFrame[]> {
    async function* chunks(): AsyncIterable<Uint8Array> {
      for (let at = 0; at < stream.length; at += step) yield new Uint8Array(stream.subarray(at, at + step))
    }
    const all: ThumbFrame[] = []
    for await (const frame of readThumbFrames(chunks())) all.push(frame)
    return all
  }

  test.each([1, 7, 16, 1000])('arrive whole in pieces of %i bytes', async step => {
    expect(await read(step)).toEqual(frames)
  })

  test('that are cut off are an error', async () => {
    async function* cut(): AsyncIterable<Uint8Array> {
      yield stream.subarray(0, stream.length - 1)
    }
    const reading = async (): Promise<void> => {
      for await (const frame of readThumbFrames(cut())) expect(frame.index).toBeLessThan(70_000)
    }
    await expect(reading()).rejects.toThrow('middle')
  })
})
