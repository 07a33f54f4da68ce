import type { Region } from '@shared/contract/annotations'
import type { AnnotationTarget, LabelCandidate, ParsedAnnotation } from '@shared/domain/annotation/model'
import { labelOf, noteOf } from '@shared/domain/annotation/note'
import { toPixels } from '@shared/domain/annotation/percent'
import { scaleRegion } from '@shared/domain/annotation/region'
import { statedStatus } from '@shared/domain/annotation/state'
import type { Size } from '@shared/domain/geometry/rect'
import { isSameUrl } from '@shared/domain/presentation/url'
import type { PlannedLabel } from '../import-plan'

/** A canvas with the image that shows it: their pixels differ where the canvas has another size. */
export interface PlannedCanvas {
  readonly id: string
  readonly size: Size
  readonly image: Size
}

/** The labels that an annotation puts on a canvas: one for each of its targets there. */
export function planLabels(annotation: ParsedAnnotation, canvas: PlannedCanvas, document: string): PlannedLabel[] {
  // What paints a canvas is no annotation of it; old servers paint the words of a page on it as well.
  const isPicture =
    annotation.motivations.includes('painting') && annotation.bodies.every(({ kind }) => kind !== 'text')
  if (isPicture) return []
  return annotation.targets
    .filter(({ source }) => isSameUrl(source, canvas.id))
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
    ...labelText(annotation, label),
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

function labelText(annotation: ParsedAnnotation, label: LabelCandidate | null): Pick<PlannedLabel, 'label' | 'origin'> {
  if (label && label.from !== 'text') return { label: label.text, origin: label.from === 'html-rule' ? 'rule' : 'tag' }
  if (!isTranscription(annotation)) return { label: label?.text ?? null, origin: 'text' }
  // A line of a page may be long; what it says is its label here, so that it can be left out.
  const words = label?.text ?? noteOf(annotation).slice(0, longestWords)
  return { label: words || null, origin: 'transcription' }
}

/** Whether an annotation says what the page says: its words, not what is to be seen. */
function isTranscription({ motivations, bodies }: ParsedAnnotation): boolean {
  return [...motivations, ...bodies.map(({ purpose }) => purpose)].some(
    purpose => purpose !== null && transcribing.has(purpose)
  )
}

/** IIIF 3 says `supplementing`, old servers painted text on the canvas; the rest occurs beside them. */
const transcribing = new Set(['supplementing', 'transcribing', 'painting', 'subtitling', 'captioning'])
const longestWords = 100
