import * as v from 'valibot'
import { instantSchema, procedure } from './common'

/** A manifest that is served: of a source, in parts where it has many canvases, or one made here. */
export const servedManifestSchema = v.object({
  /** `source-3`, `source-3.2` (its second part), `made-1`. */
  id: v.string(),
  label: v.string(),
  canvases: v.number(),
  /** Addresses in both versions of the Presentation API, and of the content state that opens the manifest in a viewer. */
  v3: v.string(),
  v2: v.string(),
  contentState: v.string()
})
export type ServedManifest = v.InferOutput<typeof servedManifestSchema>

/** The running share. */
export const shareSchema = v.object({
  /** Address with the unguessable path, without a slash at its end: whoever has it sees the project. */
  url: v.string(),
  hostname: v.string(),
  port: v.number(),
  /** Whether others may add, change and delete annotations through `/sas`. */
  allowsWriting: v.boolean(),
  since: instantSchema,
  requests: v.number()
})
export type Share = v.InferOutput<typeof shareSchema>

/** Where a share listens, and what it lets others do. */
export const startShareSchema = v.object({
  /** An address of this machine; 127.0.0.1 is seen by this machine alone. */
  hostname: v.optional(v.pipe(v.string(), v.trim(), v.regex(/^[\w.:-]+$/, 'This is no address.')), '127.0.0.1'),
  /** 0 takes a free one. */
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)), 0),
  allowsWriting: v.optional(v.boolean(), false)
})
export type StartShare = v.InferOutput<typeof startShareSchema>

/** The project served over http to others, as long as the user wants. */
export const publishContract = {
  /** The running share of the open project, or null. */
  share: procedure.output(v.nullable(shareSchema)),
  /** Errors: UNSUPPORTED where the host can't, CONFLICT when the port is taken or a share is running. */
  start: procedure.input(startShareSchema).output(shareSchema),
  stop: procedure.output(v.null()),
  /** What the share serves; empty while there is none. */
  manifests: procedure.output(v.array(servedManifestSchema)),
  /** Addresses of this machine that a share can listen on. */
  addresses: procedure.output(v.array(v.object({ address: v.string(), name: v.string() })))
}
