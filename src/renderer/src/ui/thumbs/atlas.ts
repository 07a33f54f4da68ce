/** A picture that can be drawn: a rectangle of some source. */
export interface Sprite {
  readonly source: CanvasImageSource
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** A square canvas that many small pictures share. */
export interface AtlasPage {
  readonly source: CanvasImageSource
  readonly put: (pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number, x: number, y: number) => void
}

export interface AtlasOptions {
  /** Edge of a cell in pixels; pictures are no larger. */
  readonly cell: number
  /** Cells along a page's edge. */
  readonly columns: number
  /** Pages at most: cells not drawn lately make room for new ones. */
  readonly pages: number
  readonly createPage: (edge: number) => AtlasPage
}

export interface Atlas<Key> {
  readonly find: (key: Key) => Sprite | null
  readonly has: (key: Key) => boolean
  /** RGBA pixels, row by row. */
  readonly put: (key: Key, pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) => void
  readonly clear: () => void
}

/** Small pictures of equal bound, packed into a bounded number of canvases. */
export function createAtlas<Key>({ cell, columns, pages, createPage }: AtlasOptions): Atlas<Key> {
  const perPage = columns * columns
  const capacity = perPage * pages
  const slots = new Map<Key, number>()
  const holders: (Key | undefined)[] = []
  const sprites: (Sprite | undefined)[] = []
  const drawn = new Uint8Array(capacity)
  const sheets: AtlasPage[] = []
  let hand = 0

  /** The clock algorithm: a cell drawn since the hand last passed gets one more round. */
  function freeSlot(): number {
    if (holders.length < capacity) return holders.push(undefined) - 1
    while (drawn[hand]) {
      drawn[hand] = 0
      hand = (hand + 1) % capacity
    }
    const slot = hand
    hand = (hand + 1) % capacity
    const holder = holders[slot]
    if (holder !== undefined) slots.delete(holder)
    return slot
  }

  function put(key: Key, pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): void {
    const slot = slots.get(key) ?? freeSlot()
    const page = Math.floor(slot / perPage)
    const sheet = (sheets[page] ??= createPage(cell * columns))
    const x = (slot % columns) * cell
    const y = (Math.floor(slot / columns) % columns) * cell
    sheet.put(pixels, width, height, x, y)
    slots.set(key, slot)
    holders[slot] = key
    sprites[slot] = { source: sheet.source, x, y, w: width, h: height }
    drawn[slot] = 1
  }

  return {
    put,
    has: key => slots.has(key),
    find(key) {
      const slot = slots.get(key)
      if (slot === undefined) return null
      drawn[slot] = 1
      return sprites[slot] ?? null
    },
    clear() {
      slots.clear()
      holders.length = sprites.length = sheets.length = hand = 0
      drawn.fill(0)
    }
  }
}
