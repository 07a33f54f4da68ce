import { VitrineError } from '@shared/contract/errors'
import { thumbEdge } from '@shared/domain/media/thumb-address'
import { hashBytes } from '../../files/objects'
import { decoding } from '../../images/decode'
import { createGate } from '../../images/gate'
import { probe } from '../../images/decode'
import { shrink } from '../../images/thumb-pixels'
import { pictureOf } from './import-plan'

export interface PreviewedPictures {
  /** By index of the outline; null where there is none. */
  readonly references: readonly (string | null)[]
  readonly read: (reference: string, signal: AbortSignal) => Promise<Uint8Array>
}

/** Small pictures of what latest previews have found: only what one of those names is ever fetched. */
export interface PreviewPictures {
  remember(id: string, pictures: PreviewedPictures): void
  /** A small JPEG. Errors: NOT_FOUND, and those of fetching and decoding. */
  picture(id: string, index: number, signal: AbortSignal): Promise<Uint8Array>
}

/** Previews that are remembered: a window shows one at a time. */
const remembered = 8

export function createPreviewPictures(): PreviewPictures {
  const previews = new Map<string, PreviewedPictures>()
  const gate = createGate(2)
  return {
    remember(id, pictures) {
      previews.set(id, pictures)
      for (const old of [...previews.keys()].slice(0, -remembered)) previews.delete(old)
    },
    async picture(id, index, signal) {
      const preview = previews.get(id)
      const reference = preview?.references[index]
      if (!preview || !reference) throw new VitrineError('NOT_FOUND', 'This preview has no such picture.')
      const bytes = await preview.read(reference, signal)
      return await gate.run(async () => {
        const size = await probe(bytes)
        const picture = pictureOf(bytes, hashBytes(bytes), size)
        return (await decoding(() => shrink(picture, null, thumbEdge.fine))).bytes
      }, signal)
    }
  }
}
