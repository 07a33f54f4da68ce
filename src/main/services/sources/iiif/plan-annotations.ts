import type { Region } from '@shared/contract/annotations'
import { htmlLines } from '@shared/domain/annotation/html-text'
import type { AnnotationTarget, ParsedAnnotation } from '@shared/domain/annotation/model'
import { toPixels } from '@shared/domain/annotation/percent'
import { scaleRegion } from '@shared/domain/annotation/region'
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
  const truth = annotation.labels.find(({ role }) => role === 'truth')
  const prediction = annotation.labels.find(({ role }) => role === 'prediction')
  const label = truth ?? prediction ?? null
  const created = annotation.created === null ? NaN : Date.parse(annotation.created)
  const region: Region = scaleRegion(toPixels(target, canvas.size).region, canvas.size, canvas.image)
  return {
    region,
    label: label?.text ?? null,
    // A model's word is never taken for a person's.
    ...(!truth && prediction && { status: 'suggested', confidence: prediction.confidence }),
    note: noteOf(annotation, label?.body ?? null),
    author: annotation.creator?.name ?? annotation.creator?.id ?? 'import',
    ...(Number.isNaN(created) ? {} : { createdAt: new Date(created) }),
    provenance: { source: document, canvas: canvas.id, selector: target.selector, version: `${annotation.version}` },
    externalId: annotation.id === null ? null : index === 0 ? annotation.id : `${annotation.id} ${index + 1}`,
    original: annotation.original
  }
}

/** Texts that are no label, without their markup. */
function noteOf({ bodies }: ParsedAnnotation, labelBody: number | null): string {
  return bodies
    .filter((body, index) => body.kind === 'text' && index !== labelBody)
    .flatMap(body => htmlLines(body.value))
    .join('\n')
}
