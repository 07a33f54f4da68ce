import type { KeptPictures } from '@shared/contract/sources'
import type { Size } from '@shared/domain/geometry/rect'
import { fullUrl, sizeUrl, tileRequests, type TileRequest } from '@shared/domain/presentation/image-url'
import type { ImageService, ReadImage, TileSet } from '@shared/domain/presentation/model'

/** A way to get the whole picture. */
export type PictureWay =
  | { readonly kind: 'whole'; readonly url: string }
  | {
      readonly kind: 'tiles'
      readonly tiles: readonly TileRequest[]
      readonly scaleFactor: number
      readonly size: Size
    }

export type Wanted = Exclude<KeptPictures, { kind: 'none' }>

/** Tiles of one picture that are asked for, and pixels that are put together in memory. */
const maxTiles = 20_000
export const maxMosaicPixels = 160_000_000
/** Longest side that a JPEG can have. */
const maxJpegSide = 65_500
/** What a service that cuts any region is asked for where it proposes no tiles. */
const ownTiles: TileSet = { width: 1024, height: 1024, scaleFactors: [1, 2, 4, 8, 16, 32] }

/**
 * Ways to the whole picture, best first: what the document or the service says to exist, never more than is wanted.
 * A level 0 service has nothing but its full size, the sizes it lists and its tiles.
 */
export function pictureWays(
  image: Pick<ReadImage, 'id' | 'width' | 'height'>,
  service: ImageService | null,
  wanted: Wanted
): readonly PictureWay[] {
  const declared = image.id === null ? [] : [whole(image.id)]
  if (!service) return declared
  const most = limits(service, wanted)
  const full = sizeOf(image, service)
  const mosaic = full ? bestMosaic({ ...service, ...full }, wanted) : []
  const listed = service.sizes
    .filter(size => fits(size, most))
    .toSorted((a, b) => b.width - a.width)
    .map(size => ({ size, way: whole(sizeUrl(service, size)) }))
  const sizes = listed.map(({ way }) => way)
  // The address in the document is often a small picture for lists.
  const isWhole = full === null || image.width === null || image.width >= full.width
  const atOnce = isWhole ? [...declared, whole(fullUrl(service))] : [whole(fullUrl(service)), ...declared]
  if (wanted.kind === 'tiles') return unique([...mosaic, ...atOnce, ...sizes])
  if (full === null || fits(full, most)) return unique([...atOnce, ...mosaic, ...sizes])
  const isMosaicLarger = (mosaic[0]?.size.width ?? 0) > (listed[0]?.size.width ?? 0)
  const ranked = isMosaicLarger ? [...mosaic, ...sizes] : [...sizes, ...mosaic]
  if (service.level === 0) return unique([...ranked, ...atOnce])
  const reduced = whole(sizeUrl(service, within(full, most)))
  return unique(
    wanted.kind === 'full' ? [...mosaic, reduced, ...sizes, ...declared] : [reduced, ...ranked, ...declared]
  )
}

/** Whether what the document says of a service leaves open what it can give. */
export function needsInfo(service: ImageService, wanted: Wanted): boolean {
  if (service.width === null || service.height === null) return true
  if (wanted.kind !== 'side' && service.tiles.length === 0) return true
  return service.level === 0 && service.sizes.length === 0
}

const whole = (url: string): PictureWay => ({ kind: 'whole', url })

function sizeOf(image: Pick<ReadImage, 'width' | 'height'>, service: ImageService): Size | null {
  const width = service.width ?? image.width
  const height = service.height ?? image.height
  return width === null || height === null ? null : { width, height }
}

/** The largest level of tiles that is wanted and can be put together. */
function bestMosaic(service: ImageService & Size, wanted: Wanted): readonly Extract<PictureWay, { kind: 'tiles' }>[] {
  const sets = service.tiles.length > 0 ? service.tiles : service.level === 0 ? [] : [ownTiles]
  const side = Math.min(maxJpegSide, wanted.kind === 'side' ? wanted.pixels : Infinity)
  const levels = sets
    .flatMap(set => set.scaleFactors.map(scaleFactor => ({ set, scaleFactor })))
    .map(({ set, scaleFactor }) => ({ set, scaleFactor, size: levelSize(service, scaleFactor) }))
    .filter(({ set, size: { width, height } }) => {
      const count = Math.ceil(width / set.width) * Math.ceil(height / set.height)
      return Math.max(width, height) <= side && width * height <= maxMosaicPixels && count <= maxTiles
    })
    .toSorted((a, b) => a.scaleFactor - b.scaleFactor || b.set.width - a.set.width)
  return levels.slice(0, 1).map(({ set, scaleFactor, size }) => {
    return { kind: 'tiles', tiles: tileRequests(service, set, scaleFactor), scaleFactor, size }
  })
}

const levelSize = ({ width, height }: Size, scaleFactor: number): Size => ({
  width: Math.ceil(width / scaleFactor),
  height: Math.ceil(height / scaleFactor)
})

interface Limits extends Size {
  /** pixels */
  readonly area: number
}

function limits(service: ImageService, wanted: Wanted): Limits {
  const side = wanted.kind === 'side' ? wanted.pixels : Infinity
  return {
    width: Math.min(side, service.maxWidth ?? side),
    height: Math.min(side, service.maxHeight ?? service.maxWidth ?? side),
    area: service.maxArea ?? Infinity
  }
}

function fits({ width, height }: Size, most: Limits): boolean {
  return width <= most.width && height <= most.height && width * height <= most.area
}

/** The largest size with the picture's proportions within the limits. */
function within({ width, height }: Size, most: Limits): Size {
  const scale = Math.min(most.width / width, most.height / height, Math.sqrt(most.area / (width * height)), 1)
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}

function unique(ways: readonly PictureWay[]): readonly PictureWay[] {
  const seen = new Set<string>()
  return ways.filter(way => {
    const key = way.kind === 'whole' ? way.url : `tiles ${way.scaleFactor}`
    return !seen.has(key) && seen.add(key)
  })
}
