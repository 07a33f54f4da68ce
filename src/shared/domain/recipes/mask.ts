import type { Rect } from '../geometry/rect'

/** Masks are 0 or 1 per pixel, rows from the top. */

/** Those pixels of a mask that are connected with the picture's border through pixels of the mask (4 neighbours). */
export function reachableFromBorder(mask: Uint8Array, width: number, height: number): Uint8Array {
  const starts: number[] = []
  for (let x = 0; x < width; x++) starts.push(x, (height - 1) * width + x)
  for (let y = 0; y < height; y++) starts.push(y * width, y * width + width - 1)
  const reached = new Uint8Array(mask.length)
  for (const start of starts) floodFill(mask, width, start, reached)
  return reached
}

/** The connected parts of a mask as lists of positions, in the order of their first pixels. */
function partsOfMask(mask: Uint8Array, width: number): readonly (readonly number[])[] {
  const seen = new Uint8Array(mask.length)
  const parts: (readonly number[])[] = []
  for (let start = 0; start < mask.length; start++) {
    const part = floodFill(mask, width, start, seen)
    if (part.length > 0) parts.push(part)
  }
  return parts
}

/** The parts of a mask that have at least 15 % of its largest part's pixels, holes filled. */
export function keepLargeParts(mask: Uint8Array, width: number, height: number): Uint8Array {
  const parts = partsOfMask(mask, width)
  const largest = Math.max(0, ...parts.map(part => part.length))
  const kept = new Uint8Array(mask.length)
  for (const part of parts) if (part.length >= 0.15 * largest) for (const pixel of part) kept[pixel] = 1
  const outside = reachableFromBorder(
    kept.map(value => 1 - value),
    width,
    height
  )
  return outside.map(value => 1 - value)
}

/** Majority of each pixel and its 8 neighbours: single pixels vanish, single gaps close. */
export function smoothMask(mask: Uint8Array, width: number, height: number): Uint8Array {
  return mask.map((_, pixel) => {
    const x = pixel % width
    const y = Math.floor(pixel / width)
    let set = 0
    let all = 0
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        set += mask[row * width + column] ?? 0
        all++
      }
    }
    return Number(2 * set > all)
  })
}

/** Marks in `seen`, and returns, the unseen pixels of a mask that are connected with `start`. */
function floodFill(mask: Uint8Array, width: number, start: number, seen: Uint8Array): readonly number[] {
  if (!mask[start] || seen[start]) return []
  seen[start] = 1
  const found = [start]
  for (let at = 0; at < found.length; at++) {
    const pixel = found[at] ?? 0
    const x = pixel % width
    if (x > 0) visit(pixel - 1)
    if (x < width - 1) visit(pixel + 1)
    visit(pixel - width)
    visit(pixel + width)
  }
  return found

  function visit(pixel: number): void {
    if (!mask[pixel] || seen[pixel]) return
    seen[pixel] = 1
    found.push(pixel)
  }
}

/** The smallest rectangle that holds a mask's pixels; null for an empty mask. */
export function boundsOfMask(mask: Uint8Array, width: number): Rect | null {
  let left = width
  let right = -1
  let top = Infinity
  let bottom = -1
  mask.forEach((value, pixel) => {
    if (!value) return
    const y = Math.floor(pixel / width)
    left = Math.min(left, pixel % width)
    right = Math.max(right, pixel % width)
    top = Math.min(top, y)
    bottom = y
  })
  return right < 0 ? null : { x: left, y: top, w: right - left + 1, h: bottom - top + 1 }
}

/** The part of a mask inside a rectangle; null without a mask. */
export function cropMask(mask: Uint8Array | null, width: number, { x, y, w, h }: Rect): Uint8Array | null {
  if (!mask) return null
  const cropped = new Uint8Array(w * h)
  for (let row = 0; row < h; row++) {
    const start = (y + row) * width + x
    cropped.set(mask.subarray(start, start + w), row * w)
  }
  return cropped
}

/** Mean over squares of 2 · radius + 1 pixels, cut off at the picture's border. */
export function smoothValues(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] ?? 0
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row
    }
  }
  return values.map((_, pixel) => {
    const x = pixel % width
    const y = (pixel - x) / width
    const left = Math.max(0, x - radius)
    const right = Math.min(width, x + radius + 1)
    const top = Math.max(0, y - radius) * (width + 1)
    const bottom = Math.min(height, y + radius + 1) * (width + 1)
    const sum =
      (sums[bottom + right] ?? 0) - (sums[bottom + left] ?? 0) - (sums[top + right] ?? 0) + (sums[top + left] ?? 0)
    return (sum * (width + 1)) / ((right - left) * (bottom - top))
  })
}
