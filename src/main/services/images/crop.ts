import type { Region } from '@shared/contract/annotations'
import { boundsOfRegion } from '@shared/domain/annotation/region'

/** `[x, y, w, h]` in whole pixels of the upright image. */
export type Crop = readonly [number, number, number, number]

/** Room around a box, as a share of its longer side. */
const margin = 0.04

/**
 * The square around a box that a tile shows: with a little room, moved rather than cut where it would leave the image.
 * Null for a region without an extent.
 */
export function cropAround(region: Region, width: number, height: number): Crop | null {
  const bounds = boundsOfRegion(region, { width, height })
  if (!bounds || bounds.w <= 0 || bounds.h <= 0) return null
  const side = Math.max(bounds.w, bounds.h) * (1 + 2 * margin)
  const w = Math.max(1, Math.round(Math.min(side, width)))
  const h = Math.max(1, Math.round(Math.min(side, height)))
  const place = (center: number, extent: number, size: number): number =>
    Math.round(Math.min(size - extent, Math.max(0, center - extent / 2)))
  return [place(bounds.x + bounds.w / 2, w, width), place(bounds.y + bounds.h / 2, h, height), w, h]
}
