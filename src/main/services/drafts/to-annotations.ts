import {
  newAnnotation,
  newPrediction,
  withLabel,
  withNote,
  withRegion,
  withStatus
} from '@shared/domain/annotation/edit'
import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { toPixels } from '@shared/domain/annotation/percent'
import { scaleRegion } from '@shared/domain/annotation/region'
import { asStated } from '@shared/domain/annotation/state'
import { canvasSize, regionOf, toInstant, type AnnotationRow, type ImageRow } from '../rows'

/** An image with its annotations. */
export interface AnnotatedImage {
  readonly row: ImageRow
  readonly annotations: readonly AnnotationRow[]
}

interface Surroundings {
  readonly className: (id: number | null) => string | null
  /** The manifest that new annotations name as the canvas's surroundings. */
  readonly manifest?: string | null
}

/**
 * An image's annotations as IIIF has them, in pixels of the canvas. What was read from a document is patched where it
 * was changed here, and keeps all else that it had. `canvasId` is the canvas's id where they will be read.
 */
export function toAnnotations(
  { row, annotations }: AnnotatedImage,
  data: Surroundings,
  canvasId = row.canvasId
): ParsedAnnotation[] {
  const stated = annotations.filter(
    ({ classId, note, region, original, status }) =>
      classId !== null || note !== '' || region !== null || original !== null || asStated(status) !== null
  )
  return [...groupTargets(stated).values()].map(entries =>
    onCanvas(toAnnotation(entries, row, data), row.canvasId, canvasId)
  )
}

/** Rows that one annotation of a document gave, one for each of its targets, by its id. */
function groupTargets(
  entries: readonly AnnotationRow[]
): ReadonlyMap<string, readonly [AnnotationRow, ...AnnotationRow[]]> {
  const groups = new Map<string, [AnnotationRow, ...AnnotationRow[]]>()
  for (const entry of entries) {
    const key = entry.original === null || entry.externalId === null ? entry.uuid : externalIdOf(entry.externalId).id
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  }
  return groups
}

/** An import calls the second target of annotation `ID` on a canvas `ID 2`. */
export function externalIdOf(externalId: string): { readonly id: string; readonly ordinal: number } {
  const [, id, ordinal] = /^(.*\S) (\d+)$/s.exec(externalId) ?? []
  return id === undefined ? { id: externalId, ordinal: 1 } : { id, ordinal: Number(ordinal) }
}

function onCanvas(annotation: ParsedAnnotation, from: string, to: string): ParsedAnnotation {
  if (from === to) return annotation
  const targets = annotation.targets.map(target => (target.source === from ? { ...target, source: to } : target))
  return { ...annotation, targets }
}

/** The rows of one annotation in pixels of their canvas, under the canvas's own id. */
function toAnnotation(
  entries: readonly [AnnotationRow, ...AnnotationRow[]],
  row: ImageRow,
  data: Surroundings
): ParsedAnnotation {
  const [entry] = entries
  const read = entry.original === null ? undefined : parseAll([entry.original]).parsed[0]
  return read ? patched(read, entries, row, data) : fresh(entry, row, data)
}

function fresh(entry: AnnotationRow, row: ImageRow, data: Surroundings): ParsedAnnotation {
  const label = data.className(entry.classId)
  const draft = {
    id: entry.externalId ?? entry.uuid,
    canvas: row.canvasId,
    manifest: data.manifest ?? null,
    region: scaleRegion(regionOf(entry), row, canvasSize(row)),
    creator: { id: null, name: entry.author, type: entry.author.startsWith('model:') ? 'Software' : 'Person' },
    created: toInstant(entry.createdAt),
    modified: toInstant(entry.modifiedAt)
  }
  if (entry.status === 'suggested' && label !== null) {
    return newPrediction({ ...draft, label, confidence: entry.confidence ?? 0 })
  }
  const status = asStated(entry.status)
  // What is none of the classes is not tagged as one.
  return newAnnotation({ ...draft, label: status === 'outside' ? null : label, note: entry.note, status })
}

function patched(
  read: ParsedAnnotation,
  entries: readonly [AnnotationRow, ...AnnotationRow[]],
  row: ImageRow,
  data: Surroundings
): ParsedAnnotation {
  const [entry] = entries
  const moved = withRegions(read, entries, row)
  const label = data.className(entry.classId)
  const named = moved.labels.find(({ role }) => role === 'truth')?.text
  const isConfirmed = label !== null && entry.status !== 'suggested'
  const labelled = isConfirmed && named !== label ? withLabel(moved, label) : moved
  const said = withStatus(withNote(labelled, entry.note), asStated(entry.status))
  if (said === read) return read
  return { ...said, modified: toInstant(Math.max(...entries.map(({ modifiedAt }) => modifiedAt))) }
}

/** The regions of an annotation's targets on this canvas as they are now; a target whose row was deleted goes. */
function withRegions(read: ParsedAnnotation, entries: readonly AnnotationRow[], row: ImageRow): ParsedAnnotation {
  const byOrdinal = new Map(entries.map(entry => [externalIdOf(entry.externalId ?? '').ordinal, entry]))
  const gone = new Set<number>()
  let ordinal = 0
  let result = read
  read.targets.forEach((target, index) => {
    if (target.source !== row.canvasId) return
    const entry = byOrdinal.get(++ordinal)
    if (!entry) return void gone.add(index)
    const region = scaleRegion(regionOf(entry), row, canvasSize(row))
    const before = toPixels(target, canvasSize(row)).region
    if (JSON.stringify(before) !== JSON.stringify(region)) result = withRegion(result, region, index)
  })
  if (gone.size === 0 || gone.size === read.targets.length) return result
  return { ...result, targets: result.targets.filter((_, index) => !gone.has(index)) }
}
