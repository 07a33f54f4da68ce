import * as v from 'valibot'
import { idSchema, instantSchema, procedure } from './common'
import { imageFilterSchema, imageQuerySchema } from './images'

/** Canvases of one manifest: viewers load it whole. */
export const maxCanvases = 10_000

/** A language tag (BCP 47), or null where none is stated. */
export const languageSchema = v.nullable(
  v.pipe(v.string(), v.regex(/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i, 'A language is a code such as en, de or zh-Hans.'))
)
/** An http(s) address. */
export const addressSchema = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^https?:\/\/[^\s/"<>\\]+[^\s"<>\\]*$/i, 'An address starts with http:// or https:// and has no spaces.')
)

/** Text in several languages, in order; `language` is null where none is stated. */
export const localisedTextSchema = v.pipe(
  v.array(v.object({ language: languageSchema, value: v.pipe(v.string(), v.maxLength(10_000)) })),
  v.maxLength(50)
)
export type LocalisedTextInput = v.InferOutput<typeof localisedTextSchema>

/** One row of descriptive metadata, or a required statement. */
export const labelledTextSchema = v.object({ label: localisedTextSchema, value: localisedTextSchema })
export type LabelledTextInput = v.InferOutput<typeof labelledTextSchema>

/** Who hands the manifest out (Presentation 3, `provider`). */
export const providerSchema = v.object({
  id: addressSchema,
  label: localisedTextSchema,
  homepage: v.nullable(addressSchema),
  logo: v.nullable(addressSchema)
})

/** Address of a licence or rights statement. */
export const rightsSchema = v.pipe(
  v.string(),
  v.trim(),
  v.regex(
    /^https?:\/\/[^\s/"<>\\]+[^\s"<>\\]*$/i,
    'Rights are the address of a licence or rights statement: it starts with http:// or https:// and has no spaces.'
  )
)

const detailEntries = {
  label: localisedTextSchema,
  summary: localisedTextSchema,
  metadata: v.pipe(v.array(labelledTextSchema), v.maxLength(200)),
  rights: v.nullable(rightsSchema),
  requiredStatement: v.nullable(labelledTextSchema),
  provider: v.nullable(providerSchema),
  /** The image whose canvas stands for the manifest in lists; null = the first. */
  thumbnailImageId: v.nullable(idSchema)
}

/** A rectangle in pixels of the oriented image that stands for its canvas in lists; null = the whole image. */
const cropSchema = v.nullable(
  v.object({
    x: v.pipe(v.number(), v.integer(), v.minValue(0)),
    y: v.pipe(v.number(), v.integer(), v.minValue(0)),
    w: v.pipe(v.number(), v.integer(), v.minValue(1)),
    h: v.pipe(v.number(), v.integer(), v.minValue(1))
  })
)

/** A canvas of a hand-made manifest. */
export const manifestCanvasSchema = v.object({
  id: idSchema,
  imageId: idSchema,
  /** Name of the image, which labels the canvas unless `label` does; null when the image has left the project. */
  name: v.nullable(v.string()),
  label: v.nullable(localisedTextSchema),
  thumbnail: cropSchema
})
export type ManifestCanvas = v.InferOutput<typeof manifestCanvasSchema>

/** A hand-made manifest as a list shows it. */
export const manifestSummarySchema = v.object({
  id: idSchema,
  /** Name under which it is published: `made-3` in `/iiif/3/manifest/made-3`. */
  published: v.string(),
  label: localisedTextSchema,
  /** Canvases whose images are in the project, and those whose images have left it. */
  canvases: v.number(),
  gone: v.number(),
  modifiedAt: instantSchema
})
export type ManifestSummary = v.InferOutput<typeof manifestSummarySchema>

/** A hand-made manifest with its canvases in reading order. */
export const manifestSchema = v.object({
  id: idSchema,
  published: v.string(),
  ...detailEntries,
  canvases: v.array(manifestCanvasSchema),
  modifiedAt: instantSchema
})
export type Manifest = v.InferOutput<typeof manifestSchema>

const changeSchema = v.partial(v.object(detailEntries))
export type ManifestChange = v.InferOutput<typeof changeSchema>

const describedSchema = v.omit(changeSchema, ['label', 'thumbnailImageId'])

/** Commands of one gesture become one step of undo. */
const gesture = v.optional(v.string())
/** Images in the order in which a list shows them. */
const chosen = { ...imageQuerySchema.entries, filter: imageFilterSchema }

/** A manifest as a file to save. */
export const manifestDocumentSchema = v.object({
  name: v.string(),
  text: v.string(),
  canvases: v.number(),
  /** Why canvases were left out, a sentence each. */
  skipped: v.array(v.string())
})

/** Manifests made by hand; each change is one step of undo. */
export const manifestsContract = {
  /** The project's hand-made manifests, the newest last. */
  list: procedure.output(v.array(manifestSummarySchema)),
  /** Errors: NOT_FOUND. */
  get: procedure.input(v.object({ id: idSchema })).output(manifestSchema),
  /** A manifest of the images that a filter finds, in their order. Errors: INVALID_INPUT (none), TOO_LARGE. */
  create: procedure
    .input(v.object({ label: localisedTextSchema, details: v.optional(describedSchema, {}), ...chosen }))
    .output(manifestSchema),
  /** Errors: NOT_FOUND, INVALID_INPUT. */
  update: procedure.input(v.object({ id: idSchema, change: changeSchema, gesture })).output(v.object({ id: idSchema })),
  remove: procedure.input(v.object({ id: idSchema })).output(v.null()),
  /** Adds what isn't in it yet, at position `at` or the end. Errors: NOT_FOUND, INVALID_INPUT (none), TOO_LARGE. */
  addCanvases: procedure
    .input(v.object({ id: idSchema, ...chosen, at: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))) }))
    .output(v.object({ added: v.number(), known: v.number() })),
  removeCanvases: procedure
    .input(v.object({ id: idSchema, canvasIds: v.array(idSchema) }))
    .output(v.object({ removed: v.number() })),
  /** Puts canvases, in the order that they have, where the first of them becomes number `to` from 0. */
  moveCanvases: procedure
    .input(
      v.object({
        id: idSchema,
        canvasIds: v.pipe(v.array(idSchema), v.minLength(1)),
        to: v.pipe(v.number(), v.integer(), v.minValue(0)),
        gesture
      })
    )
    .output(v.object({ moved: v.number() })),
  /** Errors: NOT_FOUND, INVALID_INPUT (a thumbnail outside the image). */
  updateCanvas: procedure
    .input(
      v.object({
        canvasId: idSchema,
        label: v.optional(v.nullable(localisedTextSchema)),
        thumbnail: v.optional(cropSchema),
        gesture
      })
    )
    .output(v.object({ canvasId: idSchema })),
  /**
   * The manifest as a document whose addresses start with `baseUrl` (default: the running share's); with `originals`,
   * those of pictures that came from image services are theirs. In version 3 the annotations stand in it. Errors: NOT_FOUND, INVALID_INPUT (no canvas is left, no address is known).
   */
  document: procedure
    .input(
      v.object({
        id: idSchema,
        version: v.picklist([2, 3]),
        baseUrl: v.optional(addressSchema),
        originals: v.optional(v.boolean(), true)
      })
    )
    .output(manifestDocumentSchema)
}
