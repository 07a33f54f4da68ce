import { scaleRegion } from '@shared/domain/annotation/region'
import { selectorText } from '@shared/domain/annotation/write-selector'
import type { LabelledImage, LabelledRegion } from '@shared/domain/formats/model'
import { toInstant, type AnnotationRow, type ImageRow } from '../rows'
import { regionOf, type ExportData, type ExportImage } from './export-data'
import { canvasSize } from './to-annotations'

/** An image with all that its annotations say, for formats of files and labels. */
export function toLabelled({ row, annotations, file }: ExportImage, data: ExportData): LabelledImage {
  const { width, height, rights } = row
  return { file, width, height, rights, regions: annotations.map(entry => toRegion(entry, row, data)) }
}

function toRegion(entry: AnnotationRow, row: ImageRow, data: ExportData): LabelledRegion {
  const region = regionOf(entry)
  const onCanvas = { region: scaleRegion(region, row, canvasSize(row)), unit: 'pixel' } as const
  const service = serviceOf(row)
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
      service: service?.id ?? null,
      serviceVersion: service?.version ?? null,
      rights: row.rights
    }
  }
}

/** The IIIF image service that a picture came from; a folder's has none. */
export function serviceOf({ location }: ImageRow): { readonly id: string; readonly version: string | null } | null {
  return location !== null && /^https?:/i.test(location) ? { id: location, version: null } : null
}
