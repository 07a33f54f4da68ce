import * as v from 'valibot'
import { idSchema, procedure, uuidSchema } from './common'
import { imageFilterSchema } from './images'
import { hostSchema } from './settings'
import { keptPicturesSchema } from './sources'

const [, ...kept] = keptPicturesSchema.options

/** Which pictures on the web are kept, and how large. */
export const offlineInputSchema = v.object({
  /** Which images; those whose pixels never were on the web are left alone. */
  filter: v.optional(imageFilterSchema, {}),
  pictures: v.optional(v.variant('kind', kept), { kind: 'side', pixels: 4096 }),
  /** Also those that are kept already: a larger picture replaces a smaller one. */
  again: v.optional(v.boolean(), false),
  /** Hosts of a private network that may be reached. */
  allowHosts: v.optional(v.array(hostSchema), [])
})
export type OfflineInput = v.InferOutput<typeof offlineInputSchema>

/** What keeping pictures would take, reckoned from sizes that documents state: nothing is fetched for it. */
export const offlineEstimateSchema = v.object({
  /** Images that would be downloaded, and those among the chosen ones that are kept already. */
  images: v.number(),
  kept: v.number(),
  requests: v.number(),
  bytes: v.number(),
  seconds: v.number(),
  hosts: v.array(v.object({ host: v.string(), images: v.number(), requests: v.number() }))
})
export type OfflineEstimate = v.InferOutput<typeof offlineEstimateSchema>

/** Result of a download job. */
export const offlineReportSchema = v.object({
  /** Images that are kept now and the bytes that came. */
  downloaded: v.number(),
  bytes: v.number(),
  /** Already as large as their server gives them. */
  unchanged: v.number(),
  failed: v.array(
    v.object({
      imageId: idSchema,
      name: v.string(),
      url: v.nullable(v.string()),
      code: v.string(),
      message: v.string(),
      /** Size of the earlier copy that is used instead, if there is one. */
      kept: v.nullable(v.object({ width: v.number(), height: v.number() }))
    })
  )
})
export type OfflineReport = v.InferOutput<typeof offlineReportSchema>

/** Downloads of pictures that are on the web. */
export const offlineContract = {
  estimate: procedure.input(offlineInputSchema).output(offlineEstimateSchema),
  /** Starts a download job that goes on after a restart; its result is an OfflineReport. */
  start: procedure.input(offlineInputSchema).output(v.object({ jobId: uuidSchema }))
}
