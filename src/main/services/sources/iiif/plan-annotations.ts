import type { Region } from '@shared/contract/annotations'
import type { AnnotationTarget, ParsedAnnotation } from '@shared/domain/annotation/model'
import { labelOf, noteOf } from '@shared/domain/annotation/note'
import { toPixels } from '@shared/domain/annotation/percent'
import { scaleRegion } from '@shared/domain/annotation/region'
import { statedStatus } from '@shared/domain/annotation/state'
import type { Size } from '@shared/domain/geometry/rect'
import type { PlannedLabel } from '../import-plan'

/** A canvas with the image that shows it: their pixels differ where the canvas has another size. */
export interface PlannedCanvas {
  readonly id: string
  readonly size: Size
  readonly image: Size
}

/** The labels that an annotation puts on a canvas: one for each of its targets there. */
export function planLabels(annotation: ParsedAnnotation, canvas: PlannedCanvas, document: string): PlannedLabel[] {
  if (annotation.motivations.includes('painting')) return []
  return annotation.targets
    .filter(target => target.source === canvas.id)
    .map((target, index) => planLabel(annotation, target, index, canvas, document))
}

function planLabel(
  annotation: ParsedAnnotation,
  target: AnnotationTarget,
  index: number,
  canvas: PlannedCanvas,
  document: string
): PlannedLabel {
  const label = labelOf(annotation)
  const status = statedStatus(annotation)
  const created = annotation.created === null ? NaN : Date.parse(annotation.created)
  const region: Region = scaleRegion(toPixels(target, canvas.size).region, canvas.size, canvas.image)
  return {
    region,
    label: label?.text ?? null,
    // A model's word is never taken for a person's.
    ...(label?.role === 'prediction' && { status: 'suggested', confidence: label.confidence }),
    ...(status !== null && { status }),
    note: noteOf(annotation),
    author: annotation.creator?.name ?? annotation.creator?.id ?? 'import',
    ...(Number.isNaN(created) ? {} : { createdAt: new Date(created) }),
    provenance: { source: document, canvas: canvas.id, selector: target.selector, version: `${annotation.version}` },
    externalId: annotation.id === null ? null : index === 0 ? annotation.id : `${annotation.id} ${index + 1}`,
    original: annotation.original
  }
}
