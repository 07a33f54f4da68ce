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
  const inputs: Buffer[] = []
  for (const tile of tiles) {
    const input = await packs.readTile(image, tile)
    if (input === null) return null
    inputs.push(input)
  }
  const [first, ...others] = inputs
  if (first === undefined) return null
  // Tiles at the right and lower edge are smaller: libvips pads them, and what is cut out lies within.
  const columns = tilesAcross(area.left, area.width)
  const sheet = others.length === 0 ? sharp(first) : sharp(inputs, { join: { across: columns } })
  const { width, height } = area
  return sheet.extract({ left: area.left % tileSize, top: area.top % tileSize, width, height })
}

function tilesAcross(start: number, length: number): number {
  return Math.floor((start + length - 1) / tileSize) - Math.floor(start / tileSize) + 1
}

/** The coarsest level on which the region keeps its exact place, or is off by at most a third of a pixel of the answer. */
function chooseLevel(image: ServedImage, request: ImageRequest): { scaleFactor: number; area: Region } | null {
  const { region, size } = request
  const reduction = Math.min(region.width / size.width, region.height / size.height)
  // The finest level is the image once more as JPEG: good enough to be halved, not to be shown as the original.
  const factors = scaleFactorsOf(image).filter(factor => reduction >= Math.max(2, factor))
  for (const scaleFactor of factors.reverse()) {
    const left = Math.round(region.left / scaleFactor)
    const top = Math.round(region.top / scaleFactor)
    const right = levelEdge(region.left + region.width, image.width, scaleFactor)
    const bottom = levelEdge(region.top + region.height, image.height, scaleFactor)
    const area = { left, top, width: right - left, height: bottom - top }
    if (area.width < 1 || area.height < 1) continue
    if (isAligned(image, region, scaleFactor) || reduction >= 1.5 * scaleFactor) return { scaleFactor, area }
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
