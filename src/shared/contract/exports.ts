import * as v from 'valibot'
import { procedure, uuidSchema } from './common'
import { imageFilterSchema } from './images'
import { skippedSchema } from './sources'

/**
 * `w3c`: an AnnotationPage per canvas. `iiif3`, `iiif2`: a manifest with its pictures and annotations. `coco`, `yolo`,
 * `voc`: boxes as other programs train on them. `csv`: one row per label, and one table of the images' columns.
 */
export const exportFormatSchema = v.picklist(['w3c', 'iiif3', 'iiif2', 'coco', 'yolo', 'voc', 'csv'])
export type ExportFormat = v.InferOutput<typeof exportFormatSchema>

export const exportInputSchema = v.object({
  format: exportFormatSchema,
  /** A folder that is made or is empty. */
  out: v.pipe(v.string(), v.minLength(1)),
  filter: v.optional(imageFilterSchema, {}),
  /** Whether picture files go along. Default: with a manifest and YOLO only. */
  pictures: v.optional(v.boolean()),
  /** Address under which the folder will be published: ids of manifests and pages start with it. */
  baseUrl: v.optional(v.pipe(v.string(), v.url()))
})
export type ExportInput = v.InferOutput<typeof exportInputSchema>

export const exportReportSchema = v.object({
  format: exportFormatSchema,
  out: v.string(),
  /** Relative paths of what was written, pictures left out. */
  files: v.array(v.string()),
  /** Annotations written. */
  count: v.number(),
  skipped: v.array(skippedSchema)
})
export type ExportReport = v.InferOutput<typeof exportReportSchema>

export const exportsContract = {
  /** Starts an export job; its result is an ExportReport. */
  start: procedure.input(exportInputSchema).output(v.object({ jobId: uuidSchema }))
}
