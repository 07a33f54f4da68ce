import type { ThumbKind } from '@shared/domain/media/thumb-frames'
import { thumbEdge, type ThumbRegion } from '@shared/domain/media/thumb-address'
import { openPixels } from './pixels'
import { sharp, type Sharp } from './safe-sharp'
import type { ServedImage } from './served-image'

export interface Thumbnail {
  readonly kind: ThumbKind
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

/** The levels that are kept in the cache. */
export type KeptLevel = 'coarse' | 'fine'

/** Both kept levels from one decode. */
export async function shrinkTwice(
  image: ServedImage,
  region: ThumbRegion | null
): Promise<Readonly<Record<KeptLevel, Thumbnail>>> {
  const { data, info } = await (
    await resized(image, region, thumbEdge.fine)
  )
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const small = sharp(data, { raw: { width, height, channels } })
  const [fine, coarse] = await Promise.all([
    small.clone().jpeg({ quality: 80 }).toBuffer(),
    within(small.clone(), thumbEdge.coarse).raw().toBuffer({ resolveWithObject: true })
  ])
  return {
    fine: { kind: 'jpeg', width, height, bytes: fine },
    coarse: { kind: 'rgb', width: coarse.info.width, height: coarse.info.height, bytes: coarse.data }
  }
}

export async function shrink(image: ServedImage, region: ThumbRegion | null, edge: number): Promise<Thumbnail> {
  const pixels = (await resized(image, region, edge)).jpeg({ quality: 80 })
  const { data, info } = await pixels.toBuffer({ resolveWithObject: true })
  return { kind: 'jpeg', width: info.width, height: info.height, bytes: data }
}

/** Three channels, no transparency: thumbnails lie on the gallery's own ground. */
async function resized(image: ServedImage, region: ThumbRegion | null, edge: number): Promise<Sharp> {
  const cut = region === null ? await openPixels(image) : await openBox(image, region, edge)
  return within(cut, edge).flatten({ background: 'white' }).toColourspace('srgb')
}

/** A large box is cut from a reduced image: JPEG decoders read those many times faster. */
async function openBox(image: ServedImage, region: ThumbRegion, edge: number): Promise<Sharp> {
  const left = Math.min(region.x, image.width - 1)
  const top = Math.min(region.y, image.height - 1)
  const width = Math.min(region.w, image.width - left)
  const height = Math.min(region.h, image.height - top)
  const pixels = await openPixels(image)
  const reduction = 2 ** Math.floor(Math.log2(Math.max(width, height) / edge))
  if (reduction < 2) return pixels.extract({ left, top, width, height })
  const shrink = (length: number): number => Math.max(1, Math.floor(length / reduction))
  const { data, info } = await pixels
    .resize({ width: Math.ceil(image.width / reduction), height: Math.ceil(image.height / reduction), fit: 'fill' })
    .extract({
      left: Math.floor(left / reduction),
      top: Math.floor(top / reduction),
      width: shrink(width),
      height: shrink(height)
    })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
}

function within(pixels: Sharp, edge: number): Sharp {
  return pixels.resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
}
