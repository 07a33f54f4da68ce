import type { Rect } from '@shared/domain/geometry/rect'
import type { CanvasDraft, ManifestDraft } from '@shared/domain/presentation/draft'
import type { LocalisedText } from '@shared/domain/presentation/model'

/** A manifest that can be asked for. */
export interface ListedManifest {
  readonly id: string
  readonly label: string
  readonly canvases: number
}

/** A manifest that was made by hand: its parts, and the images that its canvases show. */
export interface MadeManifest {
  /** Everything but the canvases, which are `shown`. */
  readonly draft: Omit<ManifestDraft, 'id' | 'canvases' | 'thumbnail'>
  readonly shown: readonly {
    readonly imageId: number
    /** Null: the image's name. */
    readonly label: LocalisedText | null
    /** The part that stands for it in lists, in pixels; null = all of it. */
    readonly thumbnail: Rect | null
  }[]
  /** The image that stands for the manifest; null or one that is gone: the first. */
  readonly thumbnailImage: number | null
}

/** Where manifests that were made by hand are kept. */
export interface MadeManifests {
  /** Those that have a canvas to show. */
  list(): readonly ListedManifest[]
  find(id: string): MadeManifest | null
}

/** A made manifest under `id` over the canvases of those images that are there. */
export function draftOfMade(
  { draft, shown, thumbnailImage }: MadeManifest,
  id: string,
  canvasOf: ReadonlyMap<number, CanvasDraft>
): ManifestDraft {
  const present = shown.flatMap(({ imageId, label }) => {
    const canvas = canvasOf.get(imageId)
    return canvas ? [{ imageId, canvas: label ? { ...canvas, label } : canvas }] : []
  })
  const first = present.find(({ imageId }) => imageId === thumbnailImage) ?? present[0]
  return { ...draft, id, thumbnail: first?.canvas.thumbnail ?? null, canvases: present.map(({ canvas }) => canvas) }
}
