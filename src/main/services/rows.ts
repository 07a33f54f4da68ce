import type { Annotation, Region } from '@shared/contract/annotations'
import type { Image, ImageSummary } from '@shared/contract/images'
import type { Size } from '@shared/domain/geometry/rect'
import type { annotation, image } from '../storage/schema'

export type ImageRow = typeof image.$inferSelect
export type AnnotationRow = typeof annotation.$inferSelect

export const toInstant = (time: number): string => new Date(time).toISOString()

export function toPixels(row: ImageRow): ImageSummary['pixels'] {
  switch (row.pixels) {
    case 'file':
      return { kind: 'file', hash: row.hash ?? '', format: row.format ?? '' }
    case 'packed':
      return { kind: 'packed', hash: row.hash ?? '', index: row.packIndex ?? 0, channels: row.channels ?? 1 }
    case 'remote':
      return { kind: 'remote', reason: row.problem }
  }
}

export function toImage(row: ImageRow, boxes: number): Image {
  const hasCanvas = row.canvasWidth !== null && row.canvasHeight !== null
  return {
    id: row.id,
    name: row.name,
    sourceId: row.sourceId,
    canvasId: row.canvasId,
    width: row.width,
    height: row.height,
    canvas: hasCanvas ? { width: row.canvasWidth ?? row.width, height: row.canvasHeight ?? row.height } : null,
    pixels: toPixels(row),
    service: row.service,
    split: row.split,
    rights: row.rights,
    attribution: row.attribution,
    metadata: { ...row.metadata },
    note: row.note,
    problem: row.problem,
    importedAt: toInstant(row.importedAt),
    boxes
  }
}

/** The size that documents count in: the canvas's, where the pixels that are kept have another. */
export const canvasSize = (row: ImageRow): Size => ({
  width: row.canvasWidth ?? row.width,
  height: row.canvasHeight ?? row.height
})

export function toAnnotation(row: AnnotationRow): Annotation {
  return {
    id: row.uuid,
    imageId: row.imageId,
    region: regionOf(row),
    classId: row.classId,
    status: row.status,
    note: row.note,
    author: row.author,
    createdAt: toInstant(row.createdAt),
    modifiedAt: toInstant(row.modifiedAt),
    confidence: row.confidence,
    seenPredictions: row.seenPredictions,
    provenance: row.provenance
  }
}

export const regionOf = ({ region }: Pick<AnnotationRow, 'region'>): Region => region ?? { kind: 'whole' }

/** The columns of a region: a whole image has no geometry to keep. */
export function regionColumns(region: Region): Pick<AnnotationRow, 'kind' | 'region'> {
  return { kind: region.kind, region: region.kind === 'whole' ? null : region }
}
