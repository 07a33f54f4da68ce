import * as v from 'valibot'
import { procedure } from './common'

/** A host with or without its port, as in an address: `sas.museum.example`, `10.0.0.7:8080`, `[::1]:8182`. */
export const hostSchema = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(260),
  v.regex(
    /^(?:[a-z\d_-]+(?:\.[a-z\d_-]+)*|\[[\da-f:.]+\])(?::\d{1,5})?$/,
    'A host is a name or a number, perhaps with a port.'
  )
)

/** The user's settings on this machine, shared by all projects. */
export const settingsSchema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  /** Name written into annotations as their creator. */
  author: v.optional(v.string(), ''),
  /** Command id → keys (`Ctrl+K`); only what differs from the default. */
  keys: v.optional(v.record(v.string(), v.array(v.string())), {}),
  /** Single-letter keys can be turned off as a group (WCAG 2.1.4). */
  singleKeys: v.optional(v.boolean(), true),
  engine: v.optional(v.picklist(['auto', 'tensorflow', 'wasm', 'cpu']), 'auto'),
  /** Hosts (`name` or `name:port`) that may be fetched from although they are on this computer or a private network. */
  allowedHosts: v.optional(v.array(hostSchema), []),
  /** Split positions and other view state, by screen. */
  layout: v.optional(v.record(v.string(), v.unknown()), {})
})
export type Settings = v.InferOutput<typeof settingsSchema>

/** The program and what it is built on. */
export const aboutSchema = v.object({
  version: v.string(),
  host: v.picklist(['electron', 'node']),
  node: v.string(),
  electron: v.nullable(v.string()),
  packages: v.array(v.object({ name: v.string(), version: v.string(), licence: v.string() }))
})

/** What a host can do that a web page can't; the Node host answers with false. */
export const capabilitiesSchema = v.object({
  host: v.picklist(['electron', 'node']),
  /** Native open dialogs; without them the window asks for a path or uploads files. */
  dialogs: v.boolean(),
  revealInFolder: v.boolean(),
  defaultFolder: v.string()
})

/** Settings of the user, the same for all projects. */
export const settingsContract = {
  get: procedure.output(settingsSchema),
  /** Changes the given keys only. */
  set: procedure.input(v.partial(settingsSchema)).output(settingsSchema),
  about: procedure.output(aboutSchema),
  capabilities: procedure.output(capabilitiesSchema)
}
