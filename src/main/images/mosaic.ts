import { VitrineError } from '@shared/contract/errors'
import type { Size } from '@shared/domain/geometry/rect'
import { decoding, openImage } from './decode'
import { sharp } from './safe-sharp'

/** A picture that is put together from tiles: three bytes of memory per pixel. */
export interface Mosaic {
  /** Errors: CORRUPT for what is no picture or of another size than a tile of this place has. */
  place(tile: Uint8Array, at: { readonly x: number; readonly y: number } & Size): Promise<void>
  /** A JPEG of the whole. Errors: CORRUPT while a tile is missing. */
  encode(): Promise<Buffer>
}

/** Hardly lossy on top of the tiles' own compression. */
const quality = 95

export function createMosaic({ width, height }: Size): Mosaic {
  const pixels = Buffer.alloc(width * height * 3)
  let covered = 0
  return {
    async place(tile, at) {
      const { data, info } = await decoding(() =>
        openImage(tile).removeAlpha().raw().toBuffer({ resolveWithObject: true })
      )
      // Servers round the last row and column up or down.
      const isTile = Math.abs(info.width - at.width) <= 1 && Math.abs(info.height - at.height) <= 1
      if (!isTile || info.channels !== 3) {
        const message = `A tile is ${info.width} × ${info.height} pixels where ${at.width} × ${at.height} belong.`
        throw new VitrineError('CORRUPT', message)
      }
      const columns = Math.min(info.width, width - at.x)
      for (let row = 0; row < Math.min(info.height, height - at.y); row++) {
        const start = row * info.width * 3
        data.copy(pixels, ((at.y + row) * width + at.x) * 3, start, start + columns * 3)
      }
      covered += at.width * at.height
    },
    async encode() {
      if (covered < width * height) throw new VitrineError('CORRUPT', 'Tiles of the image are missing.')
      return await decoding(() =>
        sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })
          .jpeg({ quality, chromaSubsampling: '4:4:4' })
          .toBuffer()
      )
    }
  }
}
