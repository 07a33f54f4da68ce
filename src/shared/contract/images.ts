import * as v from 'valibot'
import { hashSchema, idSchema, instantSchema, procedure } from './common'
import { statusSchema } from './annotations'

/** The part of a dataset that an image belongs to by its source or by hand; `none` leaves it to chance. */
export const splitSchema = v.picklist(['train', 'validation', 'test', 'none'])

/** Where the pixels are: an image file of its own, or row `index` of a packed object of equal small images. */
export const pixelsSchema = v.variant('kind', [
  v.object({ kind: v.literal('file'), hash: hashSchema, format: v.string() }),
  v.object({ kind: v.literal('packed'), hash: hashSchema, index: v.number(), channels: v.number() }),
  /** Referenced in place (not copied) or on a IIIF service and not kept; `url` is the backend's own. */
  v.object({ kind: v.literal('remote'), reason: v.nullable(v.string()) })
])
export type Pixels = v.InferOutput<typeof pixelsSchema>

/** An image of the project; `width` and `height` are those of its kept pixels. */
export const imageSchema = v.object({
  id: idSchema,
  name: v.string(),
  sourceId: idSchema,
  canvasId: v.string(),
  /** Pixels of the oriented image. */
  width: v.number(),
  height: v.number(),
  /** Size of the IIIF canvas when it differs from the image's. */
  canvas: v.nullable(v.object({ width: v.number(), height: v.number() })),
  pixels: pixelsSchema,
  /** The IIIF image service that the picture came from: its address, the version of its API, its compliance level. */
  service: v.nullable(v.object({ id: v.string(), version: v.picklist([1, 2, 3]), level: v.picklist([0, 1, 2]) })),
  split: splitSchema,
  rights: v.nullable(v.string()),
  attribution: v.nullable(v.string()),
  metadata: v.record(v.string(), v.string()),
  note: v.string(),
  /** Why it can't be shown, or null. */
  problem: v.nullable(v.string()),
  importedAt: instantSchema,
  boxes: v.number()
})
export type Image = v.InferOutput<typeof imageSchema>

/** What a gallery tile needs. */
export const imageSummarySchema = v.object({
  id: idSchema,
  name: v.string(),
  width: v.number(),
  height: v.number(),
  pixels: pixelsSchema,
  classId: v.nullable(idSchema),
  status: statusSchema,
  boxes: v.number(),
  problem: v.nullable(v.string())
})
export type ImageSummary = v.InferOutput<typeof imageSummarySchema>

/** Filters combine with AND; the values of one facet with OR. Absent = not filtered. */
export const imageFilterSchema = v.object({
  text: v.optional(v.string()),
  classes: v.optional(v.array(v.nullable(idSchema))),
  sources: v.optional(v.array(idSchema)),
  splits: v.optional(v.array(splitSchema)),
  status: v.optional(v.array(statusSchema)),
  labelled: v.optional(v.boolean()),
  boxes: v.optional(v.boolean()),
  /** Longest side in pixels. */
  size: v.optional(v.array(v.picklist(['tiny', 'small', 'medium', 'large']))),
  metadata: v.optional(v.record(v.string(), v.array(v.string()))),
  ids: v.optional(v.array(idSchema))
})
export type ImageFilter = v.InferOutput<typeof imageFilterSchema>

/** By which property images are ordered; equal ones keep the order of import. */
export const imageSortSchema = v.object({
  by: v.union([
    v.picklist(['imported', 'name', 'class', 'size', 'boxes', 'modified', 'certainty']),
    v.pipe(v.string(), v.startsWith('metadata:'))
  ]),
  descending: v.optional(v.boolean(), false)
})

const facetSchema = v.object({ value: v.union([v.string(), v.number(), v.boolean(), v.null()]), count: v.number() })
export type FacetCount = v.InferOutput<typeof facetSchema>

/** Which images, in which order, in which groups. */
export const imageQuerySchema = v.object({
  filter: v.optional(imageFilterSchema, {}),
  sort: v.optional(imageSortSchema, { by: 'imported' }),
  groupBy: v.optional(v.nullable(v.picklist(['source', 'class', 'split'])), null)
})
export type ImageQuery = v.InferOutput<typeof imageQuerySchema>

/** The images that a query finds, as ids: what is shown of them is asked for apart. */
export const imageQueryResultSchema = v.object({
  revision: v.number(),
  /** Image ids in order; 70,000 of them are about 400 kB of JSON. */
  ids: v.array(idSchema),
  /** Class id per image in the same order, 0 = none. */
  classIds: v.array(v.number()),
  /** What a tile shows of an image with boxes, a square around the first one: `[id, x, y, w, h]` in pixels. */
  crops: v.array(v.tuple([idSchema, v.number(), v.number(), v.number(), v.number()])),
  groups: v.array(v.object({ key: v.string(), title: v.string(), start: v.number(), count: v.number() })),
  /** Counts under all the other filters; zero stays listed. */
  facets: v.object({
    classes: v.array(facetSchema),
    sources: v.array(facetSchema),
    splits: v.array(facetSchema),
    status: v.array(facetSchema),
    labelled: v.array(facetSchema),
    boxes: v.array(facetSchema),
    size: v.array(facetSchema)
  }),
  /** Images of the project, filtered or not; `ids` are those that match. */
  total: v.number()
})
export type ImageQueryResult = v.InferOutput<typeof imageQueryResultSchema>

/** The library: what images there are, and their own data. */
export const imagesContract = {
  query: procedure.input(imageQuerySchema).output(imageQueryResultSchema),
  /** Summaries in the order asked, at most 2,000; ids that are gone are left out. */
  summaries: procedure
    .input(v.object({ ids: v.pipe(v.array(idSchema), v.maxLength(2000)) }))
    .output(v.array(imageSummarySchema)),
  get: procedure.input(v.object({ id: idSchema })).output(imageSchema),
  /** Whole images with their metadata in the order asked, at most 500; ids that are gone are left out. */
  details: procedure.input(v.object({ ids: v.pipe(v.array(idSchema), v.maxLength(500)) })).output(v.array(imageSchema)),
  update: procedure
    .input(
      v.object({
        ids: v.array(idSchema),
        split: v.optional(splitSchema),
        note: v.optional(v.string()),
        metadata: v.optional(v.record(v.string(), v.nullable(v.string())))
      })
    )
    .output(v.object({ changed: v.number() })),
  /** Takes images out of the project, with undo; their bytes stay until caches are cleaned. */
  remove: procedure.input(v.object({ ids: v.array(idSchema) })).output(v.object({ removed: v.number() })),
  /** Metadata columns that exist, with how many images carry them and the commonest values. */
  columns: procedure.output(
    v.array(
      v.object({
        name: v.string(),
        count: v.number(),
        values: v.array(v.object({ value: v.string(), count: v.number() }))
      })
    )
  )
}
