import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decoding } from './decode'
import { openPixels } from './pixels'
import { levelSize, scaleFactorsOf, tileSize, type Size } from './pyramid'
import type { ServedImage } from './served-image'

/** A level-0 image service as files: what a plain web server needs to serve an image to a IIIF viewer. */
export interface StaticTiles {
  /** Sizes of the whole image that exist, smallest first. */
  readonly sizes: readonly Size[]
}

/**
 * Writes tiles, whole images and `info.json` of the Image API 3 at level 0 into `folder`, which will be published as
 * `id`. Errors: those of decoding, NO_SPACE.
 */
export async function writeStaticTiles(image: ServedImage, folder: string, id: string): Promise<StaticTiles> {
  await mkdir(join(folder, '..'), { recursive: true })
  const opaque = async () => (await openPixels(image)).flatten({ background: 'white' }).jpeg({ quality: 90 })
  const tiles = await opaque()
  await decoding(() => tiles.tile({ layout: 'iiif3', size: tileSize, id: parentOf(id) }).toFile(folder))
  const sizes = scaleFactorsOf(image)
    .map(factor => levelSize(image, factor))
    .reverse()
  for (const size of sizes) {
    const pixels = await opaque()
    const bytes = await decoding(() => pixels.resize(size.width, size.height, { fit: 'fill' }).toBuffer())
    const isFull = size.width === image.width && size.height === image.height
    // Viewers ask for the whole image by either name; libvips writes neither.
    for (const name of [`${size.width},${size.height}`, ...(isFull ? ['max'] : [])]) {
      const place = join(folder, 'full', name, '0')
      await mkdir(place, { recursive: true })
      await writeFile(join(place, 'default.jpg'), bytes)
    }
  }
  await writeFile(join(folder, 'info.json'), JSON.stringify(staticInfo(image, id, sizes), null, 2))
  return { sizes }
}

const parentOf = (id: string): string => id.slice(0, id.lastIndexOf('/'))

function staticInfo(image: Size & { readonly rights: string | null }, id: string, sizes: readonly Size[]) {
  return {
    '@context': 'http://iiif.io/api/image/3/context.json',
    id,
    type: 'ImageService3',
    protocol: 'http://iiif.io/api/image',
    profile: 'level0',
    width: image.width,
    height: image.height,
    sizes: sizes.map(({ width, height }) => ({ type: 'Size', width, height })),
    tiles: [{ type: 'Tile', width: tileSize, height: tileSize, scaleFactors: scaleFactorsOf(image) }],
    ...(image.rights !== null && /^https?:/.test(image.rights) && { rights: image.rights })
  }
}
