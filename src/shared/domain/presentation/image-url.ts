import type { Rect, Size } from '../geometry/rect'
import type { ImageService, TileSet } from './model'

/** URL of the whole image at its full size (`full/full` before version 3, `full/max` since). */
export function fullUrl(service: ImageService): string {
  return imageUrl(service, 'full', service.version === 3 ? 'max' : 'full')
}

/** URL of the whole image at one size, in the form that the service's version calls canonical. */
export function sizeUrl(service: ImageService, size: Size): string {
  return imageUrl(service, 'full', sizeParameter(service, size))
}

/** URL of a region at one size; for services of level 1 and 2, and for tiles. */
function regionUrl(service: ImageService, region: Rect, size: Size): string {
  return imageUrl(service, `${region.x},${region.y},${region.w},${region.h}`, sizeParameter(service, size))
}

/** One tile: its URL and what it shows. */
export interface TileRequest {
  readonly url: string
  /** In pixels of the full image. */
  readonly region: Rect
  /** Pixels of the tile itself. */
  readonly size: Size
}

/** All tiles of one scale factor, row by row; they exist also on a level 0 service. */
export function tileRequests(
  service: ImageService & Size,
  tiles: TileSet,
  scaleFactor: number
): readonly TileRequest[] {
  const requests: TileRequest[] = []
  const stepX = tiles.width * scaleFactor
  const stepY = tiles.height * scaleFactor
  for (let y = 0; y < service.height; y += stepY)
    for (let x = 0; x < service.width; x += stepX) {
      const region = { x, y, w: Math.min(stepX, service.width - x), h: Math.min(stepY, service.height - y) }
      const size = { width: Math.ceil(region.w / scaleFactor), height: Math.ceil(region.h / scaleFactor) }
      const isWhole = region.w === service.width && region.h === service.height
      requests.push({ url: isWhole ? sizeUrl(service, size) : regionUrl(service, region, size), region, size })
    }
  return requests
}

function sizeParameter({ version }: ImageService, { width, height }: Size): string {
  return version === 3 ? `${width},${height}` : `${width},`
}

function imageUrl(service: ImageService, region: string, size: string): string {
  return `${service.id}/${region}/${size}/0/${service.version === 1 ? 'native' : 'default'}.jpg`
}
