import type { Rect } from '@shared/domain/geometry/rect'
import { fullUrl, sizeUrl } from '@shared/domain/presentation/image-url'
import type { ImageService, Thumbnail } from '@shared/domain/presentation/model'
import { isHttpUrl } from '@shared/domain/presentation/url'
import type { Size } from '../../images/pyramid'
import { imageService, type CanvasParts } from '../drafts/canvas-draft'
import type { ImageRow } from '../rows'
import { findSize, thumbnailOf, within } from './thumbnail'

/** How a canvas names its picture, and the part of it (null: all) that stands for it in lists. */
export type CanvasPicture = Pick<CanvasParts, 'picture' | 'thumbnail'>

/** At our own image service. */
export function servedPicture(row: ImageRow, part: Rect | null, version: 2 | 3, base: string): CanvasPicture {
  const id = `${base}/iiif/image/${version}/${row.id}`
  return {
    picture: {
      url: `${id}/full/${version === 3 ? 'max' : 'full'}/0/default.jpg`,
      format: 'image/jpeg',
      service: imageService(row, { id, version, level: 2 })
    },
    thumbnail: thumbnailOf(row, part, id, version)
  }
}

/** At the image service that it came from; null where it came from none. */
export function originalPicture(row: ImageRow, part: Rect | null): CanvasPicture | null {
  if (!row.service || !isHttpUrl(row.service.id)) return null
  const service = imageService(row, row.service)
  return {
    picture: { url: fullUrl(service), format: 'image/jpeg', service },
    thumbnail: originalThumbnail(row, part, service)
  }
}

/** The service may have the image larger than it is kept: parts are told in percent, which level 2 alone takes. */
function originalThumbnail(row: Size, part: Rect | null, service: ImageService): Thumbnail | null {
  if (service.level === 0) return null
  if (part === null || service.level === 1) {
    const size = findSize(row)
    return { url: sizeUrl(service, size), ...size, from: 'computed' }
  }
  const percent = (value: number, whole: number): string => ((100 * value) / whole).toFixed(3)
  const { x, y, w, h } = part
  const region = [percent(x, row.width), percent(y, row.height), percent(w, row.width), percent(h, row.height)]
  const size = within(part)
  return { url: sizeUrl(service, size).replace('/full/', `/pct:${region.join(',')}/`), ...size, from: 'computed' }
}
