import { openImage, type OpenOptions } from './decode'
import { sharp, type Sharp } from './safe-sharp'
import type { ServedImage } from './served-image'

/** A pipeline over an image's pixels, encoded or raw. What it throws goes through `decoding`. */
export async function openPixels(image: ServedImage, options: OpenOptions = {}): Promise<Sharp> {
  const bytes = await image.read()
  if (image.format.kind === 'encoded') return openImage(bytes, options)
  const { width, height } = image
  return sharp(bytes, { raw: { width, height, channels: image.format.channels } })
}
