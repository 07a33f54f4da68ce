import * as v from 'valibot'
import { instantSchema, nameSchema, procedure } from './common'

/** A folder `NAME.vitrine` on this machine. `path` comes from a host's dialog, a command line or the recent list. */
export const projectSchema = v.object({
  name: v.string(),
  path: v.string(),
  /** Why the project can't be changed, or null when it can. */
  readOnly: v.nullable(
    v.object({
      reason: v.picklist(['newer-version', 'locked', 'read-only-media', 'no-permission']),
      message: v.string()
    })
  ),
  /** Rises with every committed change; the dataset revision is another number. */
  revision: v.number(),
  warnings: v.array(v.string())
})
export type Project = v.InferOutput<typeof projectSchema>

export const recentProjectSchema = v.object({
  path: v.string(),
  name: v.string(),
  openedAt: instantSchema,
  missing: v.boolean(),
  images: v.number(),
  runs: v.number()
})

export const verifyReportSchema = v.object({
  ok: v.boolean(),
  checked: v.object({ objects: v.number(), rows: v.number(), bytes: v.number() }),
  problems: v.array(v.object({ code: v.string(), message: v.string(), repaired: v.boolean() }))
})
export type VerifyReport = v.InferOutput<typeof verifyReportSchema>

const usageSchema = v.object({ objects: v.number(), runs: v.number(), cache: v.number(), database: v.number() })

const path = v.pipe(v.string(), v.minLength(1))
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
  verify: procedure.output(verifyReportSchema),
  /** Bytes per part of the project folder. */
  usage: procedure.output(usageSchema),
  cleanCache: procedure.output(usageSchema)
}
