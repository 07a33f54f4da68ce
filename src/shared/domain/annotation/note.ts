import { textLines } from './html-text'
import type { AnnotationBody, LabelCandidate, ParsedAnnotation } from './model'
import { statusOfBody } from './state'

/** The label that counts: a person's, else a model's; null without any. */
export function labelOf({ labels }: Pick<ParsedAnnotation, 'labels'>): LabelCandidate | null {
  return labels.find(({ role }) => role === 'truth') ?? labels.find(({ role }) => role === 'prediction') ?? null
}

/** Texts that are neither label nor state, without their markup. */
export function noteOf(annotation: Pick<ParsedAnnotation, 'bodies' | 'labels'>): string {
  return noteBodies(annotation).flatMap(textLines).join('\n')
}

/** The bodies that a note was read from. */
export function noteBodies(annotation: Pick<ParsedAnnotation, 'bodies' | 'labels'>): readonly AnnotationBody[] {
  const label = labelOf(annotation)?.body
  return annotation.bodies.filter(
    (body, index) => body.kind === 'text' && index !== label && statusOfBody(body) === null
  )
}
