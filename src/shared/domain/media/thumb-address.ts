/**
 * Addresses of thumbnails. Many come in one answer, in any order, so that a sorted view of 70,000 images never means
 * 70,000 requests:
 *
 *     GET /media/thumbs/LEVEL?items=ITEMS     answer: frames, see thumb-frames.ts, in the order in which they get ready
 *     GET /media/pack/HASH?level=0&from=0&count=1024     bare samples of a packed dataset, immutable
 *
 * ITEMS is a list of image ids with runs folded (`7,12-40`); an item that shows only a box of its image is written
 * `ID:X.Y.W.H` in pixels of the upright image. Ask for `coarse` ahead of the scroll (about 768 bytes an image, no
 * decoding) and for `fine` where the scroll rests.
 */
export const thumbLevels = ['coarse', 'fine', 'large'] as const
/** How large thumbnails are; see `thumbLevels`. */
export type ThumbLevel = (typeof thumbLevels)[number]

/** Longest side of a thumbnail in pixels; smaller images are never enlarged. */
export const thumbEdge: Readonly<Record<ThumbLevel, number>> = { coarse: 16, fine: 160, large: 480 }

/** Items that one request may name; `large` ones are computed on each request and few are visible. */
export const thumbBatch: Readonly<Record<ThumbLevel, number>> = { coarse: 2048, fine: 512, large: 64 }

/** Characters of ITEMS in one address: servers refuse headers above 16 kB. */
export const itemsLength = 7000

/** A region in whole pixels of the upright image. */
export interface ThumbRegion {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** One thumbnail to be shown: an image, or a box of it. */
export interface ThumbItem {
  readonly image: number
  readonly region: ThumbRegion | null
}

/** The requests that cover all items; frame `index` of request `start` belongs to `items[start + index]`. */
export function thumbRequests(level: ThumbLevel, items: readonly ThumbItem[]): { url: string; start: number }[] {
  const requests: { url: string; start: number }[] = []
  let start = 0
  while (start < items.length) {
    let count = 0
    let text = ''
    for (const run of runsOf(items.slice(start, start + thumbBatch[level]))) {
      const longer = text === '' ? run.text : `${text},${run.text}`
      if (longer.length > itemsLength) break
      text = longer
      count += run.count
    }
    requests.push({ url: `/media/thumbs/${level}?items=${text}`, start })
    start += count
  }
  return requests
}

/** Address of the bare samples of `count` examples of a packed dataset, level 0 in full, each further level half the edge. */
export function packAddress(hash: string, level: number, from: number, count: number): string {
  return `/media/pack/${hash}?level=${level}&from=${from}&count=${count}`
}

/** Reads ITEMS; null when it isn't one or names more than `limit` items. */
export function parseThumbItems(text: string, limit: number): ThumbItem[] | null {
  const items: ThumbItem[] = []
  for (const part of text.split(',')) {
    const match = /^(\d{1,15})(?:-(\d{1,15})|:(\d{1,7})\.(\d{1,7})\.(\d{1,7})\.(\d{1,7}))?$/.exec(part)
    if (match === null) return null
    const first = Number(match[1])
    const last = match[2] === undefined ? first : Number(match[2])
    if (last < first || items.length + last - first + 1 > limit) return null
    const [x, y, w, h] = match.slice(3).map(Number)
    const isBox = match[3] !== undefined && x !== undefined && y !== undefined && w !== undefined && h !== undefined
    if (isBox && (w === 0 || h === 0)) return null
    for (let image = first; image <= last; image++) items.push({ image, region: isBox ? { x, y, w, h } : null })
  }
  return items
}

function runsOf(items: readonly ThumbItem[]): { text: string; count: number }[] {
  const runs: { text: string; count: number }[] = []
  let index = 0
  for (let item = items[index]; item !== undefined; item = items[index]) {
    const first = item
    if (first.region !== null) {
      const { x, y, w, h } = first.region
      runs.push({ text: `${first.image}:${x}.${y}.${w}.${h}`, count: 1 })
      index++
      continue
    }
    let count = 1
    for (let next = items[index + count]; continues(first, count, next); next = items[index + count]) count++
    runs.push({ text: count === 1 ? `${first.image}` : `${first.image}-${first.image + count - 1}`, count })
    index += count
  }
  return runs
}

function continues(first: ThumbItem, count: number, next: ThumbItem | undefined): boolean {
  return next?.region === null && next.image === first.image + count
}
