import type { JsonRecord } from '../json/json-value'
import type { Attribution, LabelledText, LocalisedText, ReadImage, ReadRange, Thumbnail } from './model'

/** A list of annotations that a canvas links to. */
export interface AnnotationLink {
  readonly id: string
  /** The whole AnnotationPage, to be embedded where the version allows it; null to link only. */
  readonly embedded: JsonRecord | null
}

/** A canvas to be written. */
export interface CanvasDraft extends Attribution {
  /** Kept verbatim when the canvas was imported, so that foreign annotations still find it. */
  readonly id: string
  readonly label: LocalisedText
  readonly width: number
  readonly height: number
  /** In painting order; alternatives share a `choice` number. */
  readonly images: readonly ReadImage[]
  readonly thumbnail: Thumbnail | null
  readonly metadata: readonly LabelledText[]
  readonly annotationPages: readonly AnnotationLink[]
}

/** Who hands a manifest out. */
export interface Provider {
  readonly id: string
  readonly label: LocalisedText
  /** Addresses of a web page and of a picture. */
  readonly homepage: string | null
  readonly logo: string | null
}

/** A manifest to be written in version 2 or 3. */
export interface ManifestDraft extends Attribution {
  readonly id: string
  readonly label: LocalisedText
  readonly summary: LocalisedText
  readonly metadata: readonly LabelledText[]
  readonly provider?: Provider | null
  readonly thumbnail?: Thumbnail | null
  readonly viewingDirection: string | null
  readonly behavior: readonly string[]
  readonly canvases: readonly CanvasDraft[]
  readonly ranges: readonly ReadRange[]
}

/** A collection to be written. */
export interface CollectionDraft extends Attribution {
  readonly id: string
  readonly label: LocalisedText
  readonly summary: LocalisedText
  readonly metadata: readonly LabelledText[]
  readonly items: readonly {
    readonly kind: 'manifest' | 'collection'
    readonly id: string
    readonly label: LocalisedText
  }[]
}

/** Images that go together: those of one Choice, or a single one. */
export function groupChoices(images: readonly ReadImage[]): readonly (readonly ReadImage[])[] {
  const groups: ReadImage[][] = []
  for (const image of images) {
    const last = groups.at(-1)
    if (last && image.choice !== null && last[0]?.choice === image.choice) last.push(image)
    else groups.push([image])
  }
  return groups
}

/**
 * A licence as version 3 wants it: the http form of Creative Commons and RightsStatements.org addresses; null for text
 * that is no address, which belongs into the metadata.
 */
export function rightsUri(rights: string | null): string | null {
  if (rights === null || !/^https?:\/\/\S+$/.test(rights)) return null
  return rights.replace(/^https?:\/\/(?:www\.)?(creativecommons\.org|rightsstatements\.org)\//, 'http://$1/')
}
