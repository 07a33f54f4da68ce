import { asArray, asNumber, idOf, isRecord, own } from '../json/json-value'
import { findImageService } from './image-service'
import { fullUrl, sizeUrl } from './image-url'
import type { ImageService, ReadImage, Thumbnail } from './model'
import { isHttpUrl } from './url'

/** Longer side that thumbnails are wanted in, in pixels. */
const THUMBNAIL_SIDE = 400

/**
 * Picks a picture for lists from what exists: declared thumbnails, the sizes that services promise, a size that a
 * level 1 or 2 service makes, at last the image itself. Null when the canvas has no picture at all.
 */
export function pickThumbnail(
  declared: unknown,
  images: readonly ReadImage[],
  side = THUMBNAIL_SIDE
): Thumbnail | null {
  const candidates = [
    ...asArray(declared)
      .slice(0, 8)
      .flatMap(node => declaredThumbnails(node, side)),
    ...images.slice(0, 1).flatMap(image => imageThumbnails(image, side))
  ]
  const sized = candidates.filter(({ width, height }) => width !== null && height !== null)
  const longest = ({ width, height }: Thumbnail): number => Math.max(width ?? 0, height ?? 0)
  // The smallest that is large enough; a picture slightly below the wanted side is better than a huge one.
  const enough = sized.filter(one => longest(one) >= side * 0.75).toSorted((a, b) => longest(a) - longest(b))[0]
  if (enough && longest(enough) <= side * 4) return enough
  const small = sized.filter(one => longest(one) < side * 0.75).toSorted((a, b) => longest(b) - longest(a))[0]
  const unsized = candidates.find(one => one.width === null && one.from !== 'image')
  return unsized ?? small ?? enough ?? candidates[0] ?? null
}

function declaredThumbnails(node: unknown, side: number): readonly Thumbnail[] {
  const id = idOf(node)
  const service = isRecord(node) ? findImageService(own(node, 'service')) : null
  const plain: Thumbnail[] =
    id !== null && isHttpUrl(id)
      ? [{ url: id, width: sizeOf(node, 'width'), height: sizeOf(node, 'height'), from: 'declared' }]
      : []
  return [...plain, ...(service ? serviceThumbnails(service, null, side) : [])]
}

function imageThumbnails(image: ReadImage, side: number): readonly Thumbnail[] {
  // An id with a fragment names a part of the manifest, not a file: the service's full image exists instead.
  const url = image.service && (image.id === null || image.id.includes('#')) ? fullUrl(image.service) : image.id
  const whole: Thumbnail[] =
    url !== null && isHttpUrl(url) ? [{ url, width: image.width, height: image.height, from: 'image' }] : []
  return [...(image.service ? serviceThumbnails(image.service, image, side) : []), ...whole]
}

function serviceThumbnails(service: ImageService, image: ReadImage | null, side: number): readonly Thumbnail[] {
  const sizes = service.sizes.map(size => ({ url: sizeUrl(service, size), ...size, from: 'sizes' as const }))
  if (service.level === 0) return sizes
  const width = service.width ?? image?.width ?? null
  const height = service.height ?? image?.height ?? null
  if (width === null || height === null) {
    // Version 3 needs both sides, which nobody knows yet.
    return service.version === 3
      ? sizes
      : [
          ...sizes,
          { url: sizeUrl(service, { width: side, height: side }), width: null, height: null, from: 'computed' }
        ]
  }
  const limit = Math.min(side, service.maxWidth ?? side, service.maxHeight ?? side)
  const scale = Math.min(1, limit / Math.max(width, height))
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  return [...sizes, { url: sizeUrl(service, size), ...size, from: 'computed' }]
}

function sizeOf(node: unknown, key: string): number | null {
  return isRecord(node) ? asNumber(own(node, key)) : null
}
