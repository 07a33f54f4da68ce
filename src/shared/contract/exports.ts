import * as v from 'valibot'
import { procedure, uuidSchema } from './common'
import { imageFilterSchema } from './images'
import { skippedSchema } from './sources'

/**
 * `w3c`: an AnnotationPage per canvas. `iiif3`, `iiif2`: a manifest with its pictures and annotations. `bundle`: a
 * manifest with annotations and tiles for a plain web server. `coco`, `yolo`, `voc`: boxes as other programs train on
 * them. `csv`: one row per label, and one table of the images' columns. `crops`: a folder of pictures per class.
 * `predictions`: an AnnotationPage per run. `annotations_data`: `{index: {true_label, predicted_label, confidence}}` per
 * run. `tables`: every table of what has been evaluated, compared and cross-validated, as CSV in full precision.
 */
export const exportFormats = [
  'w3c',
  'iiif3',
  'iiif2',
  'bundle',
  'coco',
  'yolo',
  'voc',
  'csv',
  'crops',
  'predictions',
  'annotations_data',
  'tables'
] as const
/** A format to export to. */
export const exportFormatSchema = v.picklist(exportFormats)
export type ExportFormat = v.InferOutput<typeof exportFormatSchema>

/** What is exported, as what, and where to. */
export const exportInputSchema = v.object({
  format: exportFormatSchema,
  /** A folder that is made or is empty. Without it the export is kept for download, for a page in a browser. */
  out: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1, 'Name a folder to write into.'))),
  filter: v.optional(imageFilterSchema, {}),
  /** A manifest made by hand, as it is published (`made-3`): its canvases in its order instead of `filter`, its words. */
  manifest: v.optional(v.string()),
  /** Whether picture files go along. Default: with a manifest and YOLO only. */
  pictures: v.optional(v.boolean()),
  /** Address under which the folder will be published: ids of manifests and pages start with it. */
  baseUrl: v.optional(
    v.pipe(v.string(), v.regex(/^https?:\/\/[^\s?#]+$/i, 'An address starts with http:// or https://.'))
  ),
  /** Of `predictions`, `annotations_data` and `tables`: which runs; all that have weights unless said. */
  runs: v.optional(v.array(uuidSchema))
})
export type ExportInput = v.InferOutput<typeof exportInputSchema>

/** What a format has no place for. `count` things are left out, changed or not stated; `message` says which and how. */
export const exportLossSchema = v.object({
  code: v.picklist([
    ...['SUGGESTED', 'UNSURE', 'NOT_A_CLASS', 'NO_LABEL', 'POINT', 'EMPTY', 'PICTURE', 'OUTLINE', 'WHOLE'],
    ...['FRACTION', 'NO_SPLIT', 'REVIEWED', 'NOTE', 'AUTHOR', 'HISTORY', 'RIGHTS', 'METADATA', 'CANVAS', 'SPLIT'],
    ...['NAME', 'CLASS']
  ] as const),
  count: v.number(),
  message: v.string()
})
export type ExportLoss = v.InferOutput<typeof exportLossSchema>

/** What an export would write. */
export const exportPreviewSchema = v.object({
  images: v.number(),
  annotations: v.number(),
  /** What is worst first; empty where the format holds everything. */
  losses: v.array(exportLossSchema)
})
export type ExportPreview = v.InferOutput<typeof exportPreviewSchema>

/** What an export has written. */
export const exportReportSchema = v.object({
  format: exportFormatSchema,
  /** The folder; of a download its name. */
  out: v.string(),
  /** Where a page gets the folder as a zip archive, until the program ends; null when it was written into a folder. */
  download: v.nullable(v.string()),
  /** Relative paths of what was written, pictures and tiles left out. */
  files: v.array(v.string()),
  /** Annotations written. */
  count: v.number(),
  skipped: v.array(skippedSchema)
})
export type ExportReport = v.InferOutput<typeof exportReportSchema>

/** Exports to files, or to a page that downloads them. */
export const exportsContract = {
  /** What an export would take and what its format would lose, nothing of it written yet. */
  preview: procedure.input(v.pick(exportInputSchema, ['format', 'filter'])).output(exportPreviewSchema),
  /** Starts an export job; its result is an ExportReport. Nothing stays when it fails or is cancelled. */
  start: procedure.input(exportInputSchema).output(v.object({ jobId: uuidSchema }))
}
