import type { Size } from '@shared/domain/geometry/rect'
import { decoding, openImage } from './decode'
import { sharp } from './safe-sharp'

/** A picture and where it lies on the whole, in pixels of the whole. */
export interface Layer extends Size {
  readonly bytes: Uint8Array
  readonly x: number
  readonly y: number
}

/** Paints pictures over one another on white, in their order; a JPEG of the whole. Errors: those of decoding. */
export async function compose({ width, height }: Size, layers: readonly Layer[]): Promise<Buffer> {
  return await decoding(async () => {
    const placed = await Promise.all(
      layers.map(async layer => {
        const left = Math.max(0, layer.x)
        const top = Math.max(0, layer.y)
        const size = { width: Math.min(layer.width, width - left), height: Math.min(layer.height, height - top) }
        const picture = openImage(layer.bytes)
          .resize(layer.width, layer.height, { fit: 'fill' })
          .extract({
            ...{ left: left - layer.x, top: top - layer.y },
            ...size
          })
        return { input: await picture.png({ compressionLevel: 1 }).toBuffer(), left, top }
      })
    )
    return await sharp({ create: { width, height, channels: 3, background: 'white' } })
      .composite(placed)
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer()
  })
}
