import { decoding } from './decode'
import { createGate, createSharedCalls, type Gate } from './gate'
import type { ImageRequest, OutputFormat } from './iiif-request'
import { assembleFromPack } from './level-source'
import { openPixels } from './pixels'
import { findTile, type Tile } from './pyramid'
import type { Sharp } from './safe-sharp'
import type { ServedImage } from './served-image'
import type { TilePacks } from './tile-pack'

export interface RenderedImage {
  readonly bytes: Uint8Array
  readonly contentType: string
}

export interface ImageRenderer {
  /** Pixels for a request that `parseImageRequest` has passed. Errors: CORRUPT, UNSUPPORTED, TOO_LARGE. */
  render(image: ServedImage, request: ImageRequest): Promise<RenderedImage>
}

export interface RendererOptions {
  readonly packs: TilePacks
  /** How many pictures are computed side by side; each may hold a decoded image. */
  readonly gate?: Gate
  /** Tells of a pack that couldn't be made in the background. */
  readonly onPackFailure?: (image: ServedImage, error: unknown) => void
}

/** Smaller images are cut directly: a decode costs less than keeping a second copy of them. */
const packThreshold = 4_000_000

const contentTypes: Readonly<Record<OutputFormat, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tif: 'image/tiff'
}

export function createImageRenderer({ packs, gate = createGate(2), onPackFailure }: RendererOptions): ImageRenderer {
  const sharing = createSharedCalls<RenderedImage>()
  const hopeless = new Set<string>()

  function makePackInBackground(image: ServedImage): void {
    if (hopeless.has(image.hash)) return
    packs.create(image).catch((error: unknown) => {
      hopeless.add(image.hash)
      onPackFailure?.(image, error)
    })
  }

  async function readTile(image: ServedImage, tile: Tile | null): Promise<RenderedImage | null> {
    const bytes = tile && (await packs.readTile(image, tile))
    return bytes && { bytes, contentType: contentTypes.jpg }
  }

  async function compute(image: ServedImage, request: ImageRequest): Promise<RenderedImage> {
    return await decoding(async () => {
      const smaller = await assembleFromPack(packs, image, request)
      const cut = smaller ?? (await openRegion(image, request))
      return { bytes: await finish(cut, request), contentType: contentTypes[request.format] }
    })
  }

  return {
    async render(image, request) {
      const tile = image.width * image.height >= packThreshold ? tileOf(image, request) : null
      const packed = await readTile(image, tile)
      if (packed !== null) return packed
      if (tile !== null) makePackInBackground(image)
      return await sharing(`${image.hash}/${request.canonical}`, () =>
        // The pack may have come while this waited for its turn.
        gate.run(async () => (await readTile(image, tile)) ?? (await compute(image, request)))
      )
    }
  }
}

/** The tile that a request names: a plain JPEG of a tile's region at the tile's size. */
function tileOf(image: ServedImage, request: ImageRequest): Tile | null {
  const isPlain = request.degrees === 0 && !request.mirror && request.format === 'jpg'
  if (!isPlain || (request.quality !== 'default' && request.quality !== 'color')) return null
  return findTile(image, request.region, request.size, request.sizeIsFree ? 1 : 0)
}

async function openRegion(image: ServedImage, request: ImageRequest): Promise<Sharp> {
  const pixels = await openPixels(image)
  const { region } = request
  // Without a cut, JPEG decoders shrink while they read.
  const isWhole = region.width === image.width && region.height === image.height
  return isWhole ? pixels : pixels.extract(region)
}

async function finish(cut: Sharp, request: ImageRequest): Promise<Uint8Array> {
  const isUpright = request.degrees === 0
  const keepsAlpha = request.format !== 'jpg'
  const sized = cut.resize({ ...request.size, fit: 'fill' })
  if (!keepsAlpha) sized.flatten({ background: 'white' })
  if (request.mirror) sized.flop()
  if (!isUpright) sized.rotate(request.degrees, { background: keepsAlpha ? '#ffffff00' : '#ffffff' })
  if (request.quality === 'gray') sized.grayscale()
  if (request.quality === 'bitonal') sized.threshold()
  return await encoded(sized, request.format).toBuffer()
}

function encoded(pixels: Sharp, format: OutputFormat): Sharp {
  switch (format) {
    case 'jpg':
      return pixels.jpeg({ quality: 85 })
    case 'png':
      return pixels.png({ compressionLevel: 6 })
    case 'webp':
      return pixels.webp({ quality: 85 })
    case 'gif':
      return pixels.gif()
    case 'tif':
      return pixels.tiff({ compression: 'lzw' })
  }
}
