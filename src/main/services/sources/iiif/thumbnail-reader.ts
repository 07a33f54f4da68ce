import { VitrineError } from '@shared/contract/errors'
import type { ReadCanvas, ReadImage } from '@shared/domain/presentation/model'
import type { Documents } from './documents'
import { explainResource } from './explain-resource'
import { fetchPicture } from './fetch-picture'
import { shownImages } from './layers'

/** Longest side of a picture that stands in for a thumbnail, pixels. */
const side = 512

/** Small pictures of canvases for a preview: the thumbnail that is named, else the smallest that the service has. */
export interface ThumbnailReader {
  /** What `read` gets it by; null for a canvas without any picture. */
  referenceOf(canvas: ReadCanvas, resolve: (reference: string) => string): string | null
  read(reference: string, signal: AbortSignal): Promise<Uint8Array>
}

export function createThumbnailReader(documents: Documents): ThumbnailReader {
  const images = new Map<string, ReadImage>()

  async function readSmall(image: ReadImage, within: Documents): Promise<Uint8Array> {
    let small: Uint8Array | null = null
    const found = await fetchPicture(image, {
      ...{ documents: within, wanted: { kind: 'side', pixels: side }, from: image.service?.id ?? '' },
      accept: async bytes => void (small = bytes)
    })
    if (!found.ok || !small) throw new VitrineError('UPSTREAM_FAILED', 'The canvas has no small picture.')
    return small
  }

  return {
    referenceOf(canvas, resolve) {
      const [image] = shownImages(canvas)
      const address = canvas.thumbnail?.url ?? image?.service?.id ?? null
      if (address === null) return null
      const reference = resolve(address)
      if (image?.service) images.set(reference, image)
      return reference
    },
    async read(reference, signal) {
      const within = documents.within(signal)
      try {
        return await within.bytes(reference)
      } catch (error) {
        explainResource(error)
        const image = images.get(reference)
        if (!image) throw error
        return await readSmall(image, within)
      }
    }
  }
}
