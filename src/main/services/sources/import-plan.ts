import type { Annotation, AnnotationStatus, Region } from '@shared/contract/annotations'
import type { Image } from '@shared/contract/images'
import type { FoundLabel, ImportInput, OutlineNode, Skipped, Source } from '@shared/contract/sources'
import type { Size } from '@shared/domain/geometry/rect'
import type { ObjectStore } from '../../files/objects'
import type { ServedImage } from '../../images/served-image'
import type { JobContext } from '../jobs/running-job'
import type { KnownImages } from './known-images'

/** What an import will write, read completely before the first row: a failed or cancelled one leaves nothing behind. */
export interface ImportPlan {
  readonly source: Pick<Source, 'kind' | 'name' | 'uri' | 'rights'>
  /** Classes that the source defines, in their order, also those that no image has. */
  readonly classes: readonly string[]
  readonly images: readonly PlannedImage[]
  /** What is added to images that the project has already. */
  readonly additions?: readonly PlannedAddition[]
  readonly skipped: readonly Skipped[]
  /** The tree that a preview shows; absent: the images one after another. */
  readonly outline?: readonly PlannedNode[]
  /** Reads a picture that a node of the outline names. */
  readonly readPicture?: (reference: string, signal: AbortSignal) => Promise<Uint8Array>
}

export interface PlannedNode extends Pick<OutlineNode, 'kind' | 'depth' | 'id' | 'label' | 'isRead'> {
  /** Of a canvas that is taken. */
  readonly image: PlannedImage | null
  readonly images: number
  /** A small picture of it: address or path. */
  readonly picture: string | null
}

export interface PlannedImage {
  readonly name: string
  readonly canvasId: string
  /** Pixels of the oriented image. */
  readonly width: number
  readonly height: number
  readonly canvas?: { readonly width: number; readonly height: number } | null
  readonly pixels: PlannedPixels
  readonly split?: Image['split']
  readonly rights?: string | null
  readonly attribution?: string | null
  readonly metadata?: Readonly<Record<string, string>>
  readonly problem?: string | null
  /** Address that its pixels came from. */
  readonly location?: string | null
  readonly service?: Image['service']
  readonly labels?: readonly PlannedLabel[]
}

export interface PlannedAddition {
  readonly imageId: number
  readonly labels?: readonly PlannedLabel[]
  /** Columns that are set; others stay. */
  readonly metadata?: Readonly<Record<string, string>>
}

export type PlannedPixels =
  | { readonly kind: 'file'; readonly hash: string; readonly format: string }
  | { readonly kind: 'packed'; readonly hash: string; readonly index: number; readonly channels: number }
  | { readonly kind: 'remote'; readonly location: string; readonly hash: string | null; readonly format: string | null }

export interface PlannedLabel {
  readonly region: Region
  /** Text as found; null for a box without a label. */
  readonly label: string | null
  /** Where its text comes from; absent: from a format that knows classes. */
  readonly origin?: FoundLabel['origin']
  readonly status?: AnnotationStatus
  readonly note?: string
  readonly author?: string
  readonly createdAt?: Date
  readonly confidence?: number | null
  readonly provenance?: Annotation['provenance']
  /** Its id in its document: an annotation that the project has by this id is not added again. */
  readonly externalId?: string | null
  readonly original?: unknown
}

/** What a reader of a source is given. */
export interface ReaderContext {
  readonly input: ImportInput
  readonly job: JobContext
  /** Objects put in here go again when the import fails or is cancelled. */
  readonly objects: Pick<ObjectStore, 'put'>
  /**
   * Decodes a new picture and keeps its thumbnails: what can't be decoded is told at the import, not at the first look.
   * Errors: those of decoding.
   */
  tryPicture(picture: ServedImage): Promise<void>
  /** Images that the project has already. */
  readonly known: KnownImages
  /** Nothing is going to be written: a few files stand for many, and collections are not followed unasked. */
  readonly isPreview?: boolean
}

/** The id of an image that has none of its own: the same bytes get the same id everywhere. */
export function contentUrn(hash: string, part?: number): string {
  // A version 8 UUID is made by rules of one's own (RFC 9562, 5.8): here of the first bits of the hash.
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
  return part === undefined ? `urn:uuid:${uuid}` : `urn:uuid:${uuid}#${part}`
}

/** A picture whose file is in memory. */
export function pictureOf(bytes: Uint8Array, hash: string, { width, height }: Size): ServedImage {
  return { hash, width, height, format: { kind: 'encoded' }, rights: null, read: () => Promise.resolve(bytes) }
}
