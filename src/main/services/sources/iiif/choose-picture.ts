import type { Size } from '@shared/domain/geometry/rect'
import { fullUrl, sizeUrl } from '@shared/domain/presentation/image-url'
import type { ImageService, ReadImage } from '@shared/domain/presentation/model'

/** Longest side of a picture that is kept, pixels: enough to annotate, polite to the server. */
const longestSide = 4096

/**
 * Addresses of the whole picture, best first: what the document or the service says to exist, never more than is kept.
 * A level 0 service has nothing but its full size and the sizes it lists.
 */
export function pictureAddresses(image: ReadImage, service: ImageService | null): readonly string[] {
  const declared = image.id === null ? [] : [image.id]
  if (!service) return declared
  const full = sizeOf(image, service)
  const listed = service.sizes
    .filter(size => fits(size, service))
    .toSorted((a, b) => b.width - a.width)
    .map(size => sizeUrl(service, size))
  const isModest = full === null || fits(full, service)
  if (isModest) return unique([...declared, fullUrl(service), ...listed])
  return service.level === 0
    ? unique([...listed, ...declared, fullUrl(service)])
    : unique([sizeUrl(service, within(full, service)), ...listed, ...declared])
}

/** Whether what the document says of a service leaves open what it can give. */
export function needsInfo(service: ImageService): boolean {
  return service.width === null || service.height === null || (service.level === 0 && service.sizes.length === 0)
}

function sizeOf(image: ReadImage, service: ImageService): Size | null {
  const width = service.width ?? image.width
  const height = service.height ?? image.height
  return width === null || height === null ? null : { width, height }
}

function limits(service: ImageService): Size & { area: number } {
  return {
    width: Math.min(longestSide, service.maxWidth ?? longestSide),
    height: Math.min(longestSide, service.maxHeight ?? service.maxWidth ?? longestSide),
    area: service.maxArea ?? Infinity
  }
}

function fits({ width, height }: Size, service: ImageService): boolean {
  const most = limits(service)
  return width <= most.width && height <= most.height && width * height <= most.area
}

/** The largest size with the picture's proportions that the service and we allow. */
function within({ width, height }: Size, service: ImageService): Size {
  const most = limits(service)
  const scale = Math.min(most.width / width, most.height / height, Math.sqrt(most.area / (width * height)), 1)
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}

const unique = (addresses: readonly string[]): readonly string[] => [...new Set(addresses)]
