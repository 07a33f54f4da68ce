import * as v from 'valibot'
import { idSchema, instantSchema, nameSchema, procedure, uuidSchema } from './common'

/** A folder `NAME.vitrine` on this machine. `path` comes from a host's dialog, a command line or the recent list. */
export const projectSchema = v.object({
  name: v.string(),
  path: v.string(),
  /** Why the project can't be changed, or null when it can. */
  readOnly: v.nullable(
    v.object({
      reason: v.picklist(['newer-version', 'locked', 'read-only-media', 'no-permission', 'no-space']),
      message: v.string()
    })
  ),
  /** Rises with every committed change; the dataset revision is another number. */
  revision: v.number(),
  warnings: v.array(v.string())
})
export type Project = v.InferOutput<typeof projectSchema>

/** A project that was open before, as it was when it closed; `missing`: its folder is gone. */
export const recentProjectSchema = v.object({
  path: v.string(),
  name: v.string(),
  openedAt: instantSchema,
  missing: v.boolean(),
  images: v.number(),
  runs: v.number()
})

/** What a check found; `ok` when nothing is left that could not be repaired. Sizes in bytes. */
export const verifyReportSchema = v.object({
  ok: v.boolean(),
  checked: v.object({ objects: v.number(), rows: v.number(), bytes: v.number() }),
  problems: v.array(v.object({ code: v.string(), message: v.string(), repaired: v.boolean() }))
})
export type VerifyReport = v.InferOutput<typeof verifyReportSchema>

/** A source whose images were not copied into the project. */
export const referencedSourceSchema = v.object({
  sourceId: idSchema,
  name: v.string(),
  /** Where its images were left. */
  folder: v.string(),
  images: v.number(),
  /** Of these, how many are no longer there. */
  missing: v.number()
})
export type ReferencedSource = v.InferOutput<typeof referencedSourceSchema>

/** What `relink` found in the folder that it was told. */
export const relinkReportSchema = v.object({
  /** Found there by their content. */
  matched: v.number(),
  /** Still where they were. */
  untouched: v.number(),
  /** Names of images whose file is there with other content. */
  changed: v.array(v.string()),
  /** Names of images that were found nowhere. */
  missing: v.array(v.string())
})
export type RelinkReport = v.InferOutput<typeof relinkReportSchema>

const usageSchema = v.object({ objects: v.number(), runs: v.number(), cache: v.number(), database: v.number() })

const path = v.pipe(v.string(), v.minLength(1))
/** The one project that is open, and the upkeep of its folder. */
export const projectsContract = {
  /** The open project, or null: then the window shows the start screen. */
  current: procedure.output(v.nullable(projectSchema)),
  recent: procedure.output(v.array(recentProjectSchema)),
  forget: procedure.input(v.object({ path })).output(v.void()),
  /** `folder` is the parent; default: the user's documents folder. `sample` fills it with the sample. */
  create: procedure
    .input(v.object({ name: nameSchema, folder: v.optional(path), sample: v.optional(v.boolean(), false) }))
    .output(projectSchema),
  /** Opens the sample project, making a fresh copy in the user's data folder the first time. */
  openSample: procedure.output(projectSchema),
  open: procedure.input(v.object({ path })).output(projectSchema),
  close: procedure.output(v.void()),
  /** Starts a job that reads every object and repairs what can be derived again; its result is a VerifyReport. */
  verify: procedure.output(v.object({ jobId: uuidSchema })),
  /** Sources whose images were left where they were; whether they are there still. */
  referenced: procedure.output(v.array(referencedSourceSchema)),
  /** Starts a job that looks for a source's missing files in `folder`, by content; its result is a RelinkReport. */
  relink: procedure.input(v.object({ sourceId: idSchema, folder: path })).output(v.object({ jobId: uuidSchema })),
  /** Bytes per part of the project folder. */
  usage: procedure.output(usageSchema),
  cleanCache: procedure.output(usageSchema)
}
