import type { Region } from '../../contract/annotations'

/** Where an annotation points: a canvas (or another resource) and a region of it. */
export interface AnnotationTarget {
  /** The target's id exactly as written, without its `#xywh=` fragment. Canvas ids are opaque: never resolved or fixed. */
  readonly source: string
  readonly region: Region
  /** `percent`: the region counts in hundredths of the canvas until {@link toPixels} knows its size. */
  readonly unit: 'pixel' | 'percent'
  /** The manifest that the target names as its surroundings (`within`, `partOf`). */
  readonly manifest: string | null
  /** The selector as written, as JSON text or the fragment: for provenance. Null for a whole resource. */
  readonly selector: string | null
  /** Which entry of the original's target list this came from; null when it is new. */
  readonly origin: number | null
}

/** One body: text (a comment or a tag) or a reference to something else. */
export interface AnnotationBody {
  readonly kind: 'text' | 'resource'
  /** The text as written (perhaps HTML), or the resource's id. */
  readonly value: string
  /** Media type, such as `text/html`. */
  readonly format: string | null
  readonly language: string | null
  /** W3C purpose, such as `tagging`; null when not said. */
  readonly purpose: string | null
  /** Which entry of the original's body list this came from; null when it is new. */
  readonly origin: number | null
}

/** Where a label was found, in the order in which sources are trusted. */
export type LabelOrigin = 'tagging' | 'classifying' | 'html-rule' | 'text'

/** A text that may name a class; which class is the user's to confirm. */
export interface LabelCandidate {
  readonly text: string
  readonly from: LabelOrigin
  /** `prediction`: a model said so (`Predicted: X`), never to be taken for a person's label. */
  readonly role: 'truth' | 'prediction'
  /** In [0, 1], from `Confidence: 0.83` or `83 %`. */
  readonly confidence: number | null
  /** Index into `bodies`. */
  readonly body: number
}

/** Who or what made an annotation. */
export interface Agent {
  readonly id: string | null
  readonly name: string | null
  readonly type: string | null
}

/** One annotation of any dialect, read into one shape. */
export interface ParsedAnnotation {
  readonly id: string | null
  /** The dialect of `original`: 2 = Open Annotation as IIIF Presentation 2 uses it, 3 = W3C Web Annotation. */
  readonly version: 2 | 3
  /** At least one. */
  readonly targets: readonly AnnotationTarget[]
  readonly bodies: readonly AnnotationBody[]
  /** Best first. */
  readonly labels: readonly LabelCandidate[]
  /** W3C names without prefix: `commenting`, `tagging`, `painting`. */
  readonly motivations: readonly string[]
  readonly creator: Agent | null
  /** As written, mostly ISO 8601. */
  readonly created: string | null
  readonly modified: string | null
  /** The JSON that this was read from, never changed; null for a new annotation. */
  readonly original: unknown
}

/** Why an annotation or list was not read. */
export type AnnotationProblemCode =
  'NOT_AN_ANNOTATION' | 'NO_TARGET' | 'BAD_SELECTOR' | 'UNSUPPORTED_SELECTOR' | 'TOO_DEEP' | 'TOO_MUCH_WORK'

/** One thing that could not be read: where (RFC 6901 pointer), why, and a sentence for the user. */
export interface AnnotationProblem {
  readonly pointer: string
  readonly code: AnnotationProblemCode
  readonly message: string
}

/** What a document of annotations gave. */
export interface ParsedAnnotations {
  readonly parsed: readonly ParsedAnnotation[]
  readonly failed: readonly AnnotationProblem[]
  /** Ids of further pages or lists that the document names but doesn't contain. */
  readonly references: readonly string[]
}
