import { scaleRegion } from '@shared/domain/annotation/region'
import { selectorText } from '@shared/domain/annotation/write-selector'
import type { LabelledImage, LabelledRegion } from '@shared/domain/formats/model'
import { canvasSize, regionOf, toInstant, type AnnotationRow, type ImageRow } from '../rows'
import type { ExportData, ExportImage } from './export-data'

/** An image with all that its annotations say, for formats of files and labels. */
export function toLabelled({ row, annotations, file }: ExportImage, data: ExportData): LabelledImage {
  const { width, height, rights } = row
  return { file, width, height, rights, regions: annotations.map(entry => toRegion(entry, row, data)) }
}

function toRegion(entry: AnnotationRow, row: ImageRow, data: ExportData): LabelledRegion {
  const region = regionOf(entry)
  const onCanvas = { region: scaleRegion(region, row, canvasSize(row)), unit: 'pixel' } as const
  return {
    region,
    label: data.className(entry.classId),
    confidence: entry.status === 'suggested' ? entry.confidence : null,
    status: entry.status,
    note: entry.note,
    author: entry.author,
    created: toInstant(entry.createdAt),
    modified: toInstant(entry.modifiedAt),
    provenance: {
      annotation: entry.externalId ?? `urn:uuid:${entry.uuid}`,
      canvas: row.canvasId,
      selector: selectorText(onCanvas),
      source: entry.provenance?.source ?? data.sourceOf(row),
      service: row.service?.id ?? null,
      serviceVersion: row.service && `Image API ${row.service.version}`,
      rights: row.rights
    }
  }
}
