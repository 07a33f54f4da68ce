import type { Size } from '@shared/domain/geometry/rect'
import { compose, type Layer } from '../../../images/compose'
import { maxMosaicPixels, type Wanted } from './choose-picture'
import type { Documents } from './documents'
import { fetchPicture, type PictureFailure } from './fetch-picture'
import type { CanvasLayer } from './layers'

/** Pictures of one canvas that are put together. */
const maxLayers = 64

export interface TakenLayers {
  /** A JPEG with the canvas's proportions. */
  readonly bytes: Buffer
  /** Layers that are missing in it. */
  readonly missing: readonly PictureFailure[]
}

/**
 * One picture of a canvas that shows several, as fine as the finest of them; the failure when none could be had.
 * What is missing of it is told with the rest.
 */
export async function takeLayers(
  layers: readonly CanvasLayer[],
  canvas: Size,
  options: { readonly documents: Documents; readonly wanted: Wanted; readonly from: string }
): Promise<TakenLayers | PictureFailure> {
  const fetched: { readonly layer: CanvasLayer; readonly bytes: Uint8Array; readonly size: Size }[] = []
  const missing: PictureFailure[] = []
  for (const layer of layers.slice(0, maxLayers)) {
    let bytes: Uint8Array | null = null
    const found = await fetchPicture(layer.image, { ...options, accept: async got => void (bytes = got) })
    if (found.ok && bytes) fetched.push({ layer, bytes, size: found.picture })
    else if (!found.ok) missing.push(found)
  }
  const [failure] = missing
  if (fetched.length === 0) return failure ?? { code: 'NO_IMAGE', message: 'The canvas shows no picture.', url: null }
  const finest = Math.max(...fetched.map(({ layer, size }) => size.width / layer.place.w))
  const side = options.wanted.kind === 'side' ? options.wanted.pixels : Infinity
  const scale = Math.min(
    finest,
    side / Math.max(canvas.width, canvas.height),
    Math.sqrt(maxMosaicPixels / 4 / (canvas.width * canvas.height))
  )
  const scaled = (length: number): number => Math.round(length * scale)
  const size = { width: Math.max(1, scaled(canvas.width)), height: Math.max(1, scaled(canvas.height)) }
  const placed: Layer[] = fetched.map(({ layer: { place }, bytes }) => ({
    ...{ bytes, x: scaled(place.x), y: scaled(place.y) },
    ...{ width: Math.max(1, scaled(place.w)), height: Math.max(1, scaled(place.h)) }
  }))
  return { bytes: await compose(size, placed), missing }
}
