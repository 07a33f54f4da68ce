import type { Region } from '@shared/contract/annotations'
import type { Recipe } from '@shared/contract/recipe'
import type { Pixels } from '@shared/domain/recipes/pixels'
import { cropRectangle } from '@shared/domain/recipes/region'
import { decoding, openImage } from '../decode'

/**
 * An image file's pixels, upright, 8 bits, RGB or RGBA. Colour profiles are not applied: the tools that models are
 * trained with (Pillow, Keras, torchvision) don't either. Errors: UNSUPPORTED, CORRUPT, TOO_LARGE.
 */
export async function decodePixels(bytes: Uint8Array): Promise<Pixels> {
  return await toPixels(openImage(bytes, { ignoreIcc: true }))
}

/** As `decodePixels`, but only what the recipe's crop takes: large pictures then don't pass through memory whole. */
export async function decodeCrop(bytes: Uint8Array, region: Region, recipe: Recipe): Promise<Pixels> {
  const crop = recipe.steps[0]
  if (crop?.kind !== 'crop' || crop.policy === 'whole' || region.kind === 'whole') return await decodePixels(bytes)
  const { width, height } = (await decoding(() => openImage(bytes).metadata())).autoOrient
  const { x, y, w, h } = cropRectangle(width, height, region, crop)
  return await toPixels(
    openImage(bytes, { ignoreIcc: true, sequential: false }).extract({ left: x, top: y, width: w, height: h })
  )
}

async function toPixels(image: ReturnType<typeof openImage>): Promise<Pixels> {
  const { data, info } = await decoding(() => image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }))
  return { width: info.width, height: info.height, channels: info.channels, data }
}
