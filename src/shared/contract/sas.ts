import * as v from 'valibot'
import { idSchema, procedure, uuidSchema } from './common'
import { imageFilterSchema } from './images'
import { skippedSchema } from './sources'

const side = v.picklist(['mine', 'theirs'])

/** Which annotations are pulled from or pushed to which server. */
export const sasInputSchema = v.object({
  /** Address of a Simple Annotation Server, with or without `/annotation`. */
  server: v.pipe(v.string(), v.trim(), v.regex(/^https?:\/\/[^\s]+$/i, 'An address starts with http:// or https://.')),
  direction: v.picklist(['pull', 'push']),
  /** Only tells what would happen. */
  dryRun: v.optional(v.boolean(), false),
  /** Whose word counts for an annotation that both sides have changed, by its id. Without it both stay as they are. */
  choices: v.optional(v.record(v.string(), side), {}),
  /** The same for all of them. */
  prefer: v.optional(side),
  /** Canvases that are asked about: those of these images. */
  filter: v.optional(imageFilterSchema, {}),
  /** Of these, only the canvases with these ids. */
  canvases: v.optional(v.array(v.string()))
})
export type SasInput = v.InferOutput<typeof sasInputSchema>

/**
 * `same` on both sides; `add` and `change` at the target of the direction; `other-way`: only the other direction would
 * change something; `conflict`: both sides changed it since they last agreed; `gone`: it came from the server, which
 * doesn't have it any more.
 */
export const sasStateSchema = v.picklist(['same', 'add', 'change', 'other-way', 'conflict', 'gone'])

/** One annotation of which the two sides differ. */
export const sasChangeSchema = v.object({
  id: v.string(),
  imageId: idSchema,
  image: v.string(),
  state: sasStateSchema,
  /** What each side says, in a line; null = it doesn't have the annotation. */
  mine: v.nullable(v.string()),
  theirs: v.nullable(v.string()),
  /** Whether this run carried it out (or, as a dry run, would). */
  applied: v.boolean()
})
export type SasChange = v.InferOutput<typeof sasChangeSchema>

/** What a comparison with a server found and carried out. */
export const sasReportSchema = v.object({
  server: v.string(),
  direction: v.picklist(['pull', 'push']),
  dryRun: v.boolean(),
  counts: v.object(v.entriesFromList(sasStateSchema.options, v.number())),
  /** All but the `same` ones. */
  changes: v.array(sasChangeSchema),
  skipped: v.array(skippedSchema)
})
export type SasReport = v.InferOutput<typeof sasReportSchema>

/** Exchange with Simple Annotation Servers elsewhere. */
export const sasContract = {
  /** Starts a job that compares the project with a server and carries out one direction; its result is a SasReport. */
  start: procedure.input(sasInputSchema).output(v.object({ jobId: uuidSchema }))
}
