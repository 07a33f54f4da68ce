import type { Region } from '@shared/contract/annotations'
import { invertPixels } from './color'
import { paintPixels, pastePixels, type Pixels } from './pixels'
import { resizePixels } from './resample'

/** Width and height of the canvas, and side of the picture on it: a photo's proportions, room beside the box. */
const canvas = { width: 320, height: 240 }
const side = 196

/**
 * A small picture of a garment on black as a photo would show it: enlarged and dark on a light canvas, with its box.
 * What a recipe loses on these, where the model knows the garments, it loses by itself.
 */
export function asPhoto(picture: Pixels): { readonly photo: Pixels; readonly region: Region } {
  const { channels } = picture
  const scale = side / Math.max(picture.width, picture.height)
  const width = Math.round(picture.width * scale)
  const height = Math.round(picture.height * scale)
  const photo = paintPixels(canvas.width, canvas.height, new Uint8Array(channels).fill(255))
  const x = Math.floor((canvas.width - width) / 2)
  const y = Math.floor((canvas.height - height) / 2)
  pastePixels(photo, invertPixels(resizePixels(picture, width, height, 'bilinear')), x, y)
  return { photo, region: { kind: 'rect', x, y, w: width, h: height } }
}
