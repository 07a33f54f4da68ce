import * as v from 'valibot'
import { procedure, uuidSchema } from './common'
import { engineNameSchema } from './training'

/** What `vitrine engine doctor` and the Engine page tell. */
export const doctorSchema = v.object({
  chosen: v.nullable(engineNameSchema),
  backends: v.array(
    v.object({
      name: engineNameSchema,
      available: v.boolean(),
      version: v.nullable(v.string()),
      device: v.nullable(v.string()),
      deviceMemory: v.nullable(v.number()),
      driver: v.nullable(v.string()),
      threads: v.nullable(v.number()),
      /** Against the oracle; `maxError` relative to the largest value, null where a value is no number. */
      selfTest: v.nullable(v.object({ ok: v.boolean(), maxError: v.nullable(v.number()) })),
      /** Measured training step of `scratch` at batch 64, milliseconds. */
      stepMs: v.nullable(v.number()),
      /** Why it is out and what to do, or null. */
      reason: v.nullable(v.string())
    })
  )
})
/** What each back end is, can and measures on this machine, best first; `chosen` is what `auto` takes, null when none works. */
export type Doctor = v.InferOutput<typeof doctorSchema>

/** TensorFlow in the user's cache, shared by all projects. */
export const provisionSchema = v.object({
  installed: v.boolean(),
  /** Why it can't be used, be it missing or damaged, and what to do. */
  reason: v.nullable(v.string()),
  /** What an installation fetches; null where there is nothing for this machine. */
  downloadBytes: v.nullable(v.number())
})
/** How TensorFlow in the user’s cache stands. */
export type Provision = v.InferOutput<typeof provisionSchema>

const variant = v.object({
  /** With NVIDIA's libraries. */
  gpu: v.optional(v.boolean(), false)
})

/** Checks what this machine trains with and looks after TensorFlow in the user’s cache. Errors: ENGINE_FAILED, CANCELLED, NO_SPACE. */
export const engineContract = {
  /** Kept from the last check; `fresh` measures again. */
  doctor: procedure.input(v.object({ fresh: v.optional(v.boolean(), false) })).output(doctorSchema),
  provision: procedure.input(variant).output(provisionSchema),
  /** Fetches it as a job: only when the user asks. */
  install: procedure.input(variant).output(v.object({ jobId: uuidSchema })),
  uninstall: procedure.input(variant).output(provisionSchema)
}
