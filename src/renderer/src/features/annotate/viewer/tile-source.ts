import type { TileSourceOptions } from 'openseadragon'
import type { Image } from '@shared/contract/images'

/** Edge of the tiles that the image service keeps ready. */
const tileSize = 512

/** Images as small as model inputs are looked at pixel by pixel. */
export const isPixelImage = ({ width, height }: Pick<Image, 'width' | 'height'>): boolean =>
  Math.max(width, height) <= 64

/** Address of an image's IIIF service. */
export const serviceOf = (image: Pick<Image, 'id'>): string => `/iiif/image/3/${image.id}`

/** A small picture of the whole image, longest side `edge` pixels at most. */
export function pictureOf(image: Pick<Image, 'id' | 'width' | 'height'>, edge: number): string {
  const size = Math.max(image.width, image.height) <= edge ? 'max' : `!${edge},${edge}`
  return `${serviceOf(image)}/full/${size}/0/default.${formatOf(image)}`
}

/** JPEG would smear the single pixels of a tiny image. */
const formatOf = (image: Pick<Image, 'width' | 'height'>): string => (isPixelImage(image) ? 'png' : 'jpg')

/**
 * Tiles of an image by our own addresses, made from its size alone: no info.json is read, so nothing that came from
 * elsewhere decides what is asked for.
 */
export function tileSourceOf(
  image: Pick<Image, 'id' | 'width' | 'height'>
): TileSourceOptions & { getTileUrl: (level: number, column: number, row: number) => string } {
  const { width, height } = image
  const maxLevel = Math.ceil(Math.log2(Math.max(1, Math.max(width, height) / tileSize)))
  return {
    width,
    height,
    tileSize,
    minLevel: 0,
    maxLevel,
    getTileUrl(level, column, row) {
      const scale = 2 ** (maxLevel - level)
      const span = tileSize * scale
      const x = column * span
      const y = row * span
      const w = Math.min(span, width - x)
      const h = Math.min(span, height - y)
      const region = w === width && h === height ? 'full' : `${x},${y},${w},${h}`
      const size = scale === 1 && region === 'full' ? 'max' : `${Math.ceil(w / scale)},${Math.ceil(h / scale)}`
      return `${serviceOf(image)}/${region}/${size}/0/default.${formatOf(image)}`
    }
  }
}
