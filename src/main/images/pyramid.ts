/** Edge of a tile in pixels, as `info.json` says it. */
export const tileSize = 512

export interface Size {
  readonly width: number
  readonly height: number
}

/** Pixels of the full image. */
export interface Region extends Size {
  readonly left: number
  readonly top: number
}

/** One tile of a IIIF level-0 pyramid: the region of the full image it covers, and its own size. */
export interface Tile {
  readonly scaleFactor: number
  readonly region: Region
  readonly size: Size
}

/** 1, 2, 4 … up to where the whole image fits into one tile. */
export function scaleFactorsOf(image: Size): number[] {
  const factors = [1]
  for (let factor = 2; Math.max(image.width, image.height) > tileSize * (factor / 2); factor *= 2) factors.push(factor)
  return factors
}

/** Size of a pyramid level: rounded up, as libvips does. */
export function levelSize(image: Size, scaleFactor: number): Size {
  return { width: Math.ceil(image.width / scaleFactor), height: Math.ceil(image.height / scaleFactor) }
}

export function tileAt(image: Size, scaleFactor: number, column: number, row: number): Tile {
  const span = tileSize * scaleFactor
  const left = column * span
  const top = row * span
  const width = Math.min(span, image.width - left)
  const height = Math.min(span, image.height - top)
  const size = { width: Math.ceil(width / scaleFactor), height: Math.ceil(height / scaleFactor) }
  return { scaleFactor, region: { left, top, width, height }, size }
}

/**
 * The tile that a region at a size names, or null when it names none.
 * `slack` is 1 where the client left one dimension to the server, whose rounding is free.
 */
export function findTile(image: Size, region: Region, size: Size, slack: 0 | 1): Tile | null {
  for (const scaleFactor of scaleFactorsOf(image)) {
    const span = tileSize * scaleFactor
    if (region.left % span !== 0 || region.top % span !== 0) return null
    const tile = tileAt(image, scaleFactor, region.left / span, region.top / span)
    const sameRegion = tile.region.width === region.width && tile.region.height === region.height
    const sameSize =
      Math.abs(tile.size.width - size.width) <= slack && Math.abs(tile.size.height - size.height) <= slack
    if (sameRegion && sameSize) return tile
  }
  return null
}

/** Tiles of a level that a rectangle of that level touches. */
export function tilesCovering(image: Size, scaleFactor: number, area: Region): Tile[] {
  const tiles: Tile[] = []
  const last = (start: number, length: number): number => Math.floor((start + length - 1) / tileSize)
  for (let row = Math.floor(area.top / tileSize); row <= last(area.top, area.height); row++) {
    for (let column = Math.floor(area.left / tileSize); column <= last(area.left, area.width); column++) {
      tiles.push(tileAt(image, scaleFactor, column, row))
    }
  }
  return tiles
}
