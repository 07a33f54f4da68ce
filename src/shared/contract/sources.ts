import * as v from 'valibot'
import { idSchema, instantSchema, procedure, uuidSchema } from './common'

export const sourceKindSchema = v.picklist(['folder', 'iiif', 'idx', 'sas', 'upload', 'csv', 'coco', 'yolo', 'voc'])
export const sourceSchema = v.object({
  id: idSchema,
  kind: sourceKindSchema,
  name: v.string(),
  /** URL or folder as the user gave it. */
  uri: v.string(),
  images: v.number(),
  importedAt: instantSchema,
  rights: v.nullable(v.string())
})
export type Source = v.InferOutput<typeof sourceSchema>

/** Something an import left out, never a reason to stop. `pointer` is a JSON pointer or a file name. */
export const skippedSchema = v.object({
  source: v.string(),
  pointer: v.string(),
  code: v.string(),
  message: v.string()
})
export type Skipped = v.InferOutput<typeof skippedSchema>

export const importReportSchema = v.object({
  imported: v.object({ sources: v.number(), images: v.number(), annotations: v.number(), examples: v.number() }),
  /** Images that were there already, by content hash. */
  known: v.number(),
  skipped: v.array(skippedSchema)
})
export type ImportReport = v.InferOutput<typeof importReportSchema>

export const importInputSchema = v.object({
  /** A path (from a host's dialog or command line), an http(s) URL, a catalogue id such as `catalogue:fashion-mnist-200`, or `upload:UUID`. */
  from: v.pipe(v.string(), v.minLength(1)),
  format: v.optional(v.picklist(['auto', 'folder', 'iiif', 'idx', 'sas', 'csv', 'coco', 'yolo', 'voc']), 'auto'),
  /** Label text as found → class name; absent labels become classes of their own, null leaves them out. */
  classMap: v.optional(v.record(v.string(), v.nullable(v.string())), {}),
  /** false: leave image files where they are (the project is then not portable). */
  copy: v.optional(v.boolean(), true),
  /** Of a folder: the name of the subfolder that an image lies in is its label. */
  foldersAsClasses: v.optional(v.boolean(), false),
  /** Of a catalogue's dataset that is not on this machine: the user has seen what is fetched from where, and agrees. */
  mayDownload: v.optional(v.boolean(), false)
})
export type ImportInput = v.InferOutput<typeof importInputSchema>

/** What an import would bring, nothing of it written yet. */
export const importPreviewSchema = v.object({
  kind: sourceKindSchema,
  title: v.string(),
  rights: v.nullable(v.string()),
  images: v.number(),
  /** Of these, how many the project has already. */
  known: v.number(),
  annotations: v.number(),
  /** The first 200 images. */
  canvases: v.array(
    v.object({
      name: v.string(),
      canvasId: v.string(),
      width: v.number(),
      height: v.number(),
      annotations: v.number(),
      isKnown: v.boolean()
    })
  ),
  /** Texts that would become classes, commonest first; `className` is the class of the project that they mean, if any. */
  labels: v.array(v.object({ text: v.string(), count: v.number(), className: v.nullable(v.string()) })),
  skipped: v.array(skippedSchema)
})
export type ImportPreview = v.InferOutput<typeof importPreviewSchema>

export const sourcesContract = {
  list: procedure.output(v.array(sourceSchema)),
  /** Reads a source as an import would and tells what is in it; the label texts are what `classMap` may rename. */
  preview: procedure.input(importInputSchema).output(importPreviewSchema),
  /** Starts an import job; its result is an ImportReport. */
  import: procedure.input(importInputSchema).output(v.object({ jobId: uuidSchema })),
  remove: procedure.input(v.object({ id: idSchema })).output(v.object({ removed: v.number() }))
}
