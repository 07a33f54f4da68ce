import type { Region } from '@shared/contract/annotations'
import { boundsOfRegion } from '@shared/domain/annotation/region'
import { moveRegion } from '@shared/domain/drawing/move'
import type { Rect, Size } from '@shared/domain/geometry/rect'

export type RectField = keyof Rect
export const rectFields = ['x', 'y', 'w', 'h'] as const

/** The four numbers that stand for a region: of an upright or turned box its own, of others those of the box around. */
export function fieldsOf(region: Region): Rect | null {
  if (region.kind === 'rotated') return { x: region.x, y: region.y, w: region.w, h: region.h }
  return boundsOfRegion(region, null)
}

/** Which numbers can be typed: only upright boxes change their size; all others move. */
export const isFieldFree = (region: Region, field: RectField): boolean =>
  region.kind === 'rect' || field === 'x' || field === 'y'

/** The largest value that keeps an upright box on the image; other shapes may reach as far as they do. */
export function fieldLimit(region: Region, field: RectField, image: Size): number {
  const rect = fieldsOf(region)
  if (!rect) return Infinity
  const room = { x: image.width - rect.w, y: image.height - rect.h, w: image.width - rect.x, h: image.height - rect.y }
  return Math.max(room[field], rect[field])
}

/** The region with one number changed. `ratio` (width / height) takes the other side along. */
export function withField(region: Region, field: RectField, value: number, ratio: number | null): Region {
  const rect = fieldsOf(region)
  if (!rect) return region
  if (field === 'x') return moveRegion(region, value - rect.x, 0)
  if (field === 'y') return moveRegion(region, 0, value - rect.y)
  if (region.kind !== 'rect') return region
  if (ratio === null) return { ...region, [field]: value }
  return field === 'w'
    ? { ...region, w: value, h: Math.max(1, Math.round(value / ratio)) }
    : { ...region, h: value, w: Math.max(1, Math.round(value * ratio)) }
}

/** `x 2, y 238, w 395, h 178`, as it is read out and listed. */
export function describeRegion(region: Region): string {
  const rect = fieldsOf(region)
  if (!rect) return ''
  const text = rectFields.map(field => `${field} ${Math.round(rect[field])}`).join(', ')
  return region.kind === 'rotated' ? `${text}, turned by ${Math.round(region.rotation)}°` : text
}
