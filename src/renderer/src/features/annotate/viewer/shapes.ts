import type { AnnotationStatus, Region } from '@shared/contract/annotations'
import type { Rect } from '@shared/domain/geometry/rect'

/**
 * How a shape is drawn. `set`: by a person, solid. `suggested`: by a model, dashed. `before`: as it was before the edit
 * under way, thin white dashes. `predicted`: what a run says, dotted.
 */
export type Look = 'set' | 'suggested' | 'before' | 'predicted'

/** One shape on the image, with all that drawing it needs. */
export interface Shape {
  readonly id: string
  readonly region: Region
  /** The upright box around it, in pixels of the image. */
  readonly bounds: Rect
  readonly look: Look
  /** Class colour as `#rrggbb`, and black or white to write on it. */
  readonly color: string
  readonly ink: string
  /** What stands in the class mark, and the name behind it. */
  readonly mark: string
  readonly title: string
  readonly status: AnnotationStatus
  /** A key that acts on this shape now, shown in its tag. */
  readonly key?: string
}
