import type { Region } from '../../contract/annotations'
import { escapeHtml, textLines } from './html-text'
import { findLabels } from './labels'
import { noteBodies, noteOf } from './note'
import { statedStatus, statusBody, statusOfBody, type StatedStatus } from './state'
import type { Agent, AnnotationBody, AnnotationTarget, ParsedAnnotation } from './model'

/** What a new annotation states. */
export interface NewAnnotation {
  readonly id: string
  /** Canvas id, kept verbatim. */
  readonly canvas: string
  readonly manifest?: string | null
  readonly region: Region
  /** Class name; null for an unlabelled region. */
  readonly label: string | null
  /** Free text besides the label. */
  readonly note?: string
  /** What was said of it besides its label. */
  readonly status?: StatedStatus | null
  readonly creator?: Agent | null
  /** ISO 8601. */
  readonly created?: string | null
  readonly modified?: string | null
}

/** Makes an annotation that no document holds yet; a label becomes a tagging body. */
export function newAnnotation(draft: NewAnnotation): ParsedAnnotation {
  const bodies: AnnotationBody[] = []
  if (draft.label !== null) bodies.push(tag(draft.label))
  if (draft.note) bodies.push(text(draft.note, 'text/plain', 'commenting'))
  if (draft.status) bodies.push(statusBody(draft.status))
  return assemble(draft, bodies, [draft.label === null ? 'commenting' : 'tagging'])
}

/** A model's answer for one region. */
export interface NewPrediction extends Omit<NewAnnotation, 'note' | 'label' | 'status'> {
  readonly label: string
  /** In [0, 1]. */
  readonly confidence: number
}

/** Makes an annotation that states a prediction: the class as a tag, the confidence as text that every viewer shows. */
export function newPrediction(draft: NewPrediction): ParsedAnnotation {
  const html = `<p>Predicted: ${escapeHtml(draft.label)}</p><p>Confidence: ${draft.confidence.toFixed(4)}</p>`
  return assemble(draft, [text(html, 'text/html', 'describing')], ['assessing'])
}

/** The same annotation with another region on its `index`th target. */
export function withRegion(annotation: ParsedAnnotation, region: Region, index = 0): ParsedAnnotation {
  const targets = annotation.targets.map((target, at): AnnotationTarget =>
    at === index ? { ...target, region, unit: 'pixel' } : target
  )
  return { ...annotation, targets }
}

/**
 * The same annotation with another label: replaces the text that named the old one where it stood (a tag, or
 * `True: X` inside HTML) and makes sure that a tagging body says it too.
 */
export function withLabel(annotation: ParsedAnnotation, label: string): ParsedAnnotation {
  const old = annotation.labels.find(candidate => candidate.role === 'truth')
  const replaced = annotation.bodies.map((body, index) =>
    old && index === old.body ? { ...body, value: replaceLabel(body, old.text, label) } : body
  )
  const bodies = old?.from === 'tagging' ? replaced : [tag(label), ...replaced]
  return withBodies(annotation, bodies)
}

/** The same annotation stating another status (null: none); the same object when it says so already. */
export function withStatus(annotation: ParsedAnnotation, status: StatedStatus | null): ParsedAnnotation {
  if (statedStatus(annotation) === status) return annotation
  const others = annotation.bodies.filter(body => statusOfBody(body) === null)
  return withBodies(annotation, status === null ? others : [...others, statusBody(status)])
}

/**
 * The same annotation with another note: the first text that was a note says the new one, further ones go; an empty note
 * takes all of them away. The same object when nothing changes.
 */
export function withNote(annotation: ParsedAnnotation, note: string): ParsedAnnotation {
  if (noteOf(annotation) === note) return annotation
  const [first, ...further] = noteBodies(annotation)
  const fresh = note === '' ? [] : [text(note, 'text/plain', 'commenting')]
  if (!first) return withBodies(annotation, [...annotation.bodies, ...fresh])
  const value = first.format === 'text/html' ? `<p>${note.split('\n').map(escapeHtml).join('<br>')}</p>` : note
  const bodies = annotation.bodies.flatMap(body => {
    if (body === first) return note === '' ? [] : [{ ...first, value }]
    return further.includes(body) ? [] : [body]
  })
  return withBodies(annotation, bodies)
}

function withBodies(annotation: ParsedAnnotation, bodies: readonly AnnotationBody[]): ParsedAnnotation {
  return { ...annotation, bodies, labels: findLabels(bodies, annotation.motivations) }
}

function replaceLabel(body: AnnotationBody, old: string, label: string): string {
  const isHtml = body.format === 'text/html' || (body.format !== 'text/plain' && body.value.trimStart().startsWith('<'))
  if (!isHtml && textLines(body).join('\n') === old) return label
  const written = [escapeHtml(old), old].find(form => body.value.includes(form))
  // Text in pieces (`Ankle <b>boot</b>`) can't be patched in place: the statement is written anew.
  if (written === undefined) return isHtml ? `<p>${escapeHtml(label)}</p>` : label
  const at = body.value.lastIndexOf(written)
  return body.value.slice(0, at) + (isHtml ? escapeHtml(label) : label) + body.value.slice(at + written.length)
}

function assemble(
  draft: Omit<NewAnnotation, 'label'>,
  bodies: readonly AnnotationBody[],
  motivations: readonly string[]
): ParsedAnnotation {
  const target: AnnotationTarget = {
    source: draft.canvas,
    region: draft.region,
    unit: 'pixel',
    manifest: draft.manifest ?? null,
    selector: null,
    origin: null
  }
  return {
    id: draft.id,
    version: 3,
    targets: [target],
    bodies,
    labels: findLabels(bodies, motivations),
    motivations,
    creator: draft.creator ?? null,
    created: draft.created ?? null,
    modified: draft.modified ?? null,
    original: null
  }
}

function tag(value: string): AnnotationBody {
  return { kind: 'text', value, format: 'text/plain', language: null, purpose: 'tagging', origin: null }
}

function text(value: string, format: string, purpose: string): AnnotationBody {
  return { kind: 'text', value, format, language: null, purpose, origin: null }
}
