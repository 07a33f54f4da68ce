import * as v from 'valibot'
import { idSchema, instantSchema, procedure, uuidSchema } from './common'
import { hostSchema } from './settings'

/** Where images came from. */
export const sourceKindSchema = v.picklist(['folder', 'iiif', 'idx', 'sas', 'upload', 'csv', 'coco', 'yolo', 'voc'])
/** One import's origin, with what is left of it in the project. */
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
  message: v.string(),
  /** The resource that could not be had, where it was one. */
  url: v.optional(v.string())
})
export type Skipped = v.InferOutput<typeof skippedSchema>

/** What an import brought; `skipped` tells what it could not take. */
export const importReportSchema = v.object({
  imported: v.object({ sources: v.number(), images: v.number(), annotations: v.number(), examples: v.number() }),
  /** Images that were there already, by content hash. */
  known: v.number(),
  skipped: v.array(skippedSchema),
  /** The job that downloads the pictures, where `download` is `after`. */
  offline: v.optional(uuidSchema)
})
export type ImportReport = v.InferOutput<typeof importReportSchema>

/**
 * How much of a IIIF image is kept: nothing but its address; the whole with its longer side within a bound; the whole at
 * its full size, put together from tiles where its server gives it no other way; always from tiles, which spares servers
 * the making of one huge picture.
 */
export const keptPicturesSchema = v.variant('kind', [
  v.object({ kind: v.literal('none') }),
  v.object({ kind: v.literal('side'), pixels: v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(65_500)) }),
  v.object({ kind: v.literal('full') }),
  v.object({ kind: v.literal('tiles') })
])
export type KeptPictures = v.InferOutput<typeof keptPicturesSchema>

/** What is imported, and how what is found there is read. */
export const importInputSchema = v.object({
  /** A path (from a host's dialog or command line), an http(s) URL, a catalogue id such as `catalogue:fashion-mnist-200`, or `upload:UUID`. */
  from: v.pipe(v.string(), v.minLength(1)),
  format: v.optional(v.picklist(['auto', 'folder', 'iiif', 'idx', 'sas', 'csv', 'coco', 'yolo', 'voc']), 'auto'),
  /**
   * Label text as found → class name. Null leaves its annotations out; an empty name keeps them without a class, the text
   * as their note. What is absent goes by `suggestion` of the preview.
   */
  classMap: v.optional(v.record(v.string(), v.nullable(v.string())), {}),
  /** Of IIIF images; what lies on this machine is always copied whole, unless `copy` is false. */
  pictures: v.optional(keptPicturesSchema, { kind: 'side', pixels: 4096 }),
  /** `after`: pictures from the web are downloaded by a job of its own, which goes on after a restart. */
  download: v.optional(v.picklist(['now', 'after']), 'now'),
  /** Of alternative pictures of a canvas (Choice): the one that it opens with, or each of them as an image of its own. */
  choices: v.optional(v.picklist(['first', 'all']), 'first'),
  /** Of a collection or a folder of documents: takes only these, by id or path. */
  only: v.optional(v.array(v.string())),
  /** Canvases that are left out, by id. */
  leaveOut: v.optional(v.array(v.string()), []),
  /** Hosts of a private network that this import may reach. */
  allowHosts: v.optional(v.array(hostSchema), []),
  /** false: leave image files where they are (the project is then not portable). */
  copy: v.optional(v.boolean(), true),
  /** Of a folder: the name of the subfolder that an image lies in is its label. */
  foldersAsClasses: v.optional(v.boolean(), false),
  /** Of a catalogue's dataset that is not on this machine: the user has seen what is fetched from where, and agrees. */
  mayDownload: v.optional(v.boolean(), false)
})
export type ImportInput = v.InferOutput<typeof importInputSchema>

/** A line of the tree of what a source holds, parents before children. */
export const outlineNodeSchema = v.object({
  kind: v.picklist(['collection', 'manifest', 'range', 'canvas']),
  depth: v.number(),
  /** Id or path; what `only` and `leaveOut` name. */
  id: v.string(),
  label: v.string(),
  /** Of a canvas: pixels; 0 where nothing states them. */
  width: v.number(),
  height: v.number(),
  annotations: v.number(),
  /** Images painted on the canvas, choices included. */
  images: v.number(),
  isKnown: v.boolean(),
  /** False: only its name is known so far; a preview of it alone reads it. */
  isRead: v.boolean(),
  /** Whether `/media/preview/PREVIEW/INDEX`, with the index of this node, may have a picture. */
  hasPicture: v.boolean()
})
export type OutlineNode = v.InferOutput<typeof outlineNodeSchema>

/** A label text of a source, and the class that it would become. */
export const foundLabelSchema = v.object({
  text: v.string(),
  count: v.number(),
  /** `label`: of a format that knows classes; `tag` and `rule` (`True: X`) are meant as one; `text` is a comment, `transcription` what a page says. */
  origin: v.picklist(['label', 'tag', 'rule', 'text', 'transcription']),
  /** The class of the project that it means, if any. */
  className: v.nullable(v.string()),
  /** What becomes of it unless the class map says something else. */
  suggestion: v.picklist(['class', 'box', 'leave-out'])
})
export type FoundLabel = v.InferOutput<typeof foundLabelSchema>

/** What an import would bring, nothing of it written yet. */
export const importPreviewSchema = v.object({
  /** Names the preview for its pictures; the host remembers the latest few. */
  id: uuidSchema,
  kind: sourceKindSchema,
  title: v.string(),
  rights: v.nullable(v.string()),
  attribution: v.nullable(v.string()),
  images: v.number(),
  /** Of these, how many the project has already. */
  known: v.number(),
  /** Of these, how many have their pixels on the web. */
  remote: v.number(),
  annotations: v.number(),
  /** The first 5,000 lines. */
  outline: v.array(outlineNodeSchema),
  /** Lines beyond those. */
  more: v.number(),
  /** Texts that may name a class, commonest first. */
  labels: v.array(foundLabelSchema),
  /** Annotations that the project has with another class: they stay as they are. The first 200. */
  conflicts: v.array(v.object({ image: v.string(), mine: v.nullable(v.string()), theirs: v.nullable(v.string()) })),
  skipped: v.array(skippedSchema)
})
export type ImportPreview = v.InferOutput<typeof importPreviewSchema>

/** Where images come from: looked into, imported, removed. */
export const sourcesContract = {
  list: procedure.output(v.array(sourceSchema)),
  /** Reads a source as an import would and tells what is in it; the label texts are what `classMap` may rename. */
  preview: procedure.input(importInputSchema).output(importPreviewSchema),
  /** Starts an import job; its result is an ImportReport. */
  import: procedure.input(importInputSchema).output(v.object({ jobId: uuidSchema })),
  remove: procedure.input(v.object({ id: idSchema })).output(v.object({ removed: v.number() }))
}
