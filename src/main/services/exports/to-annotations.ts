import { newAnnotation, newPrediction, withLabel, withRegion } from '@shared/domain/annotation/edit'
import type { ParsedAnnotation } from '@shared/domain/annotation/model'
import { parseAll } from '@shared/domain/annotation/parse-all'
import { toPixels } from '@shared/domain/annotation/percent'
import { scaleRegion } from '@shared/domain/annotation/region'
import type { Size } from '@shared/domain/geometry/rect'
import type { AnnotationRow, ImageRow } from '../rows'
import { toInstant } from '../rows'
import { regionOf, type ExportData, type ExportImage } from './export-data'

export const canvasSize = (row: ImageRow): Size => ({
  width: row.canvasWidth ?? row.width,
  height: row.canvasHeight ?? row.height
})

/**
 * An image's annotations as IIIF has them, in pixels of the canvas. What was read from a document is patched where it
 * was changed here, and keeps all else that it had. `canvasId` is the canvas's id where they will be read.
 */
export function toAnnotations(
  { row, annotations }: Pick<ExportImage, 'row' | 'annotations'>,
  data: Pick<ExportData, 'className'>,
  canvasId = row.canvasId
): ParsedAnnotation[] {
  return annotations
    .filter(entry => entry.classId !== null || entry.note !== '' || entry.region !== null || entry.original !== null)
    .map(entry => onCanvas(toAnnotation(entry, row, data), row.canvasId, canvasId))
}

function onCanvas(annotation: ParsedAnnotation, from: string, to: string): ParsedAnnotation {
  if (from === to) return annotation
  const targets = annotation.targets.map(target => (target.source === from ? { ...target, source: to } : target))
  return { ...annotation, targets }
}

/** One annotation row in pixels of its canvas, under the canvas's own id. */
export function toAnnotation(
  entry: AnnotationRow,
  row: ImageRow,
  data: Pick<ExportData, 'className'>
): ParsedAnnotation {
  const region = scaleRegion(regionOf(entry), row, canvasSize(row))
  const label = data.className(entry.classId)
  const read = entry.original === null ? undefined : parseAll([entry.original]).parsed[0]
  if (read) return patch(read, entry, region, label, row)
  const draft = {
    id: entry.externalId ?? entry.uuid,
    canvas: row.canvasId,
    region,
    creator: { id: null, name: entry.author, type: entry.author.startsWith('model:') ? 'Software' : 'Person' },
    created: toInstant(entry.createdAt),
    modified: toInstant(entry.modifiedAt)
  }
  if (entry.status === 'suggested' && label !== null) {
    return newPrediction({ ...draft, label, confidence: entry.confidence ?? 0 })
  }
  return newAnnotation({ ...draft, label, note: entry.note })
}

function patch(
  read: ParsedAnnotation,
  entry: AnnotationRow,
  region: ReturnType<typeof regionOf>,
  label: string | null,
  row: ImageRow
): ParsedAnnotation {
  const index = Math.max(
    0,
    read.targets.findIndex(({ source }) => source === row.canvasId)
  )
  const target = read.targets[index]
  const before = target && toPixels(target, canvasSize(row)).region
  const moved = before && JSON.stringify(before) === JSON.stringify(region) ? read : withRegion(read, region, index)
  const named = moved.labels.find(({ role }) => role === 'truth')?.text
  const isConfirmed = label !== null && entry.status !== 'suggested'
  const labelled = isConfirmed && named !== label ? withLabel(moved, label) : moved
  return labelled === read ? read : { ...labelled, modified: toInstant(entry.modifiedAt) }
}
