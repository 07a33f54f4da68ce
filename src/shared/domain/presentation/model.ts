import type { Region } from '../../contract/annotations'
import type { AnnotationProblemCode, ParsedAnnotation } from '../annotation/model'
import type { Size } from '../geometry/rect'

/** Text in several languages, in the document's order; `language` is null where none is stated. */
export type LocalisedText = readonly { readonly language: string | null; readonly value: string }[]

/** One row of descriptive metadata, or a required statement; values may hold simple HTML. */
export interface LabelledText {
  readonly label: LocalisedText
  readonly value: LocalisedText
}

/** Tiles of an image service. */
export interface TileSet {
  /** 64 to 4096 pixels. */
  readonly width: number
  readonly height: number
  /** Powers of two, ascending, at most 32 of them. */
  readonly scaleFactors: readonly number[]
}

/** An image service with validated numbers only: safe to be handed to a viewer under our own URLs. */
export interface ImageService {
  /** Base URL without a slash at its end. */
  readonly id: string
  /** Major version of the Image API. */
  readonly version: 1 | 2 | 3
  /** Compliance level; 0 where the service doesn't say, since that asks for nothing that may not exist. */
  readonly level: 0 | 1 | 2
  /** Full size in pixels; null until info.json is read. */
  readonly width: number | null
  readonly height: number | null
  /** Sizes of the whole image that exist for sure, ascending. */
  readonly sizes: readonly Size[]
  readonly tiles: readonly TileSet[]
  readonly maxWidth: number | null
  readonly maxHeight: number | null
  /** Largest number of pixels of one answer. */
  readonly maxArea: number | null
  /** Licence that info.json states for the image. */
  readonly rights: string | null
}

/** One image on a canvas. */
export interface ReadImage {
  /** URL of the image as the document gives it; null when only a service is named. */
  readonly id: string | null
  readonly label: LocalisedText
  readonly format: string | null
  /** Size of the image file, which may differ from the canvas. */
  readonly width: number | null
  readonly height: number | null
  readonly service: ImageService | null
  /** Where on the canvas it is painted. */
  readonly region: Region
  /** Images with the same number are alternatives of one another (Choice), the default first; null otherwise. */
  readonly choice: number | null
}

/** A small picture that exists or that the service promises to make. */
export interface Thumbnail {
  readonly url: string
  readonly width: number | null
  readonly height: number | null
  /** `image`: nothing smaller is known than the image itself. */
  readonly from: 'declared' | 'sizes' | 'computed' | 'image'
}

/** Rights and attribution, which are kept and shown with every image. */
export interface Attribution {
  /** Licence or rights statement, mostly a URI. */
  readonly rights: string | null
  readonly requiredStatement: LabelledText | null
}

/** One canvas. */
export interface ReadCanvas extends Attribution {
  /** Where it stands in its document (RFC 6901). */
  readonly pointer: string
  /** Opaque, verbatim. */
  readonly id: string
  readonly label: LocalisedText
  readonly width: number | null
  readonly height: number | null
  /** In painting order; the first is the default view. */
  readonly images: readonly ReadImage[]
  readonly thumbnail: Thumbnail | null
  readonly metadata: readonly LabelledText[]
  readonly annotations: ReadAnnotations
}

/** Annotations found in a document, and lists that it names. */
export interface ReadAnnotations {
  readonly inline: readonly ParsedAnnotation[]
  /** URLs of lists or pages to be fetched. */
  readonly references: readonly string[]
  /** Where each of `references` stands in the document (RFC 6901), in the same order. */
  readonly pointers: readonly string[]
}

/** A node of the table of contents; the list is in reading order, parents before children. */
export interface ReadRange {
  readonly id: string | null
  readonly label: LocalisedText
  /** Index of the parent in the list; null at the top. */
  readonly parent: number | null
  readonly depth: number
  readonly canvases: readonly string[]
}

/** A manifest of any version. */
export interface ReadManifest extends Attribution {
  readonly id: string | null
  /** The version of the Presentation API that the document is written in. */
  readonly version: 2 | 3
  readonly label: LocalisedText
  readonly summary: LocalisedText
  readonly metadata: readonly LabelledText[]
  readonly provider: LocalisedText
  readonly viewingDirection: string | null
  readonly behavior: readonly string[]
  readonly canvases: readonly ReadCanvas[]
  readonly ranges: readonly ReadRange[]
  /** Those stated by the manifest itself, not by a canvas. */
  readonly annotations: ReadAnnotations
  readonly problems: readonly PresentationProblem[]
}

/** A manifest or collection that a collection lists. */
export interface CollectionItem {
  readonly kind: 'manifest' | 'collection'
  readonly id: string
  readonly label: LocalisedText
  readonly thumbnail: Thumbnail | null
  /** The whole JSON when it is embedded; null when it has to be fetched. */
  readonly embedded: unknown
}

/** A collection of any version, also of mixed ones. */
export interface ReadCollection extends Attribution {
  readonly id: string | null
  readonly label: LocalisedText
  readonly summary: LocalisedText
  readonly metadata: readonly LabelledText[]
  readonly items: readonly CollectionItem[]
  /** Further pages of a paged collection. */
  readonly next: readonly string[]
  readonly problems: readonly PresentationProblem[]
}

/** Why part of a document was left out or had to be guessed. */
export type PresentationProblemCode =
  | AnnotationProblemCode
  | 'NOT_IIIF'
  | 'NO_ID'
  | 'NO_CANVASES'
  | 'NO_IMAGE'
  | 'NO_SIZE'
  | 'NOT_AN_IMAGE'
  | 'BAD_SERVICE'
  | 'BAD_URL'
  | 'DUPLICATE_CANVAS'
  | 'OTHER_SEQUENCE'

/** One thing left out or guessed: where (RFC 6901 pointer), why, and a sentence for the user. */
export interface PresentationProblem {
  readonly pointer: string
  readonly code: PresentationProblemCode
  readonly message: string
}
