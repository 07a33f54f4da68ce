import type { ImageRequest } from './iiif-request'
import { scaleFactorsOf, tilesCovering, tileSize, type Region } from './pyramid'
import { sharp, type Sharp } from './safe-sharp'
import type { ServedImage } from './served-image'
import type { TilePacks } from './tile-pack'

/** Tiles stitched for one request at most; beyond that, cutting from the source needs less memory. */
const tileLimit = 64

/**
 * A request's region cut from the nearest pyramid level that is finer than what is asked for.
 * Null where the source itself has to be read: no pack yet, no smaller level that is fine enough.
 */
export async function assembleFromPack(
  packs: TilePacks,
  image: ServedImage,
  request: ImageRequest
): Promise<Sharp | null> {
  // Tiles are JPEGs: formats that people choose for exactness or transparency come from the source.
  const choice = request.format === 'jpg' ? chooseLevel(image, request) : null
  if (choice === null || !(await packs.has(image))) return null
  const { scaleFactor, area } = choice
  const tiles = tilesCovering(image, scaleFactor, area)
  if (tiles.length > tileLimit) return null
  const origin = { left: floorTo(area.left, tileSize), top: floorTo(area.top, tileSize) }
  const layers = []
  let right = 0
  let bottom = 0
  for (const tile of tiles) {
    const input = await packs.readTile(image, tile)
    if (input === null) return null
    const left = tile.region.left / scaleFactor - origin.left
    const top = tile.region.top / scaleFactor - origin.top
    layers.push({ input, left, top })
    right = Math.max(right, left + tile.size.width)
    bottom = Math.max(bottom, top + tile.size.height)
  }
  const sheet = sharp({ create: { width: right, height: bottom, channels: 3, background: 'white' } }).composite(layers)
  // Composition comes last in a pipeline: its result has to stand before it can be cut.
  const { data, info } = await sheet.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return sharp(data, { raw: { width, height, channels } }).extract({
    left: area.left - origin.left,
    top: area.top - origin.top,
    width: area.width,
    height: area.height
  })
}

/** The coarsest level on which the region still has its exact place, or where its error is below half a pixel of the answer. */
function chooseLevel(image: ServedImage, request: ImageRequest): { scaleFactor: number; area: Region } | null {
  const { region, size } = request
  const reduction = Math.min(region.width / size.width, region.height / size.height)
  const factors = scaleFactorsOf(image).filter(factor => factor > 1 && factor <= reduction)
  for (const scaleFactor of factors.reverse()) {
    const left = Math.round(region.left / scaleFactor)
    const top = Math.round(region.top / scaleFactor)
    const right = levelEdge(region.left + region.width, image.width, scaleFactor)
    const bottom = levelEdge(region.top + region.height, image.height, scaleFactor)
    const area = { left, top, width: right - left, height: bottom - top }
    if (area.width < 1 || area.height < 1) continue
    if (isAligned(image, region, scaleFactor) || reduction >= 2 * scaleFactor) return { scaleFactor, area }
  }
  return null
}

function isAligned(image: ServedImage, region: Region, scaleFactor: number): boolean {
  const right = region.left + region.width
  const bottom = region.top + region.height
  return (
    region.left % scaleFactor === 0 &&
    region.top % scaleFactor === 0 &&
    (right % scaleFactor === 0 || right === image.width) &&
    (bottom % scaleFactor === 0 || bottom === image.height)
  )
}

/** A level's last pixel may cover less than a full step of the image: its edge is rounded up. */
function levelEdge(edge: number, imageEdge: number, scaleFactor: number): number {
  return edge === imageEdge ? Math.ceil(edge / scaleFactor) : Math.round(edge / scaleFactor)
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step
}
