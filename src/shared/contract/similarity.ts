import * as v from 'valibot'
import { regionSchema, statusSchema } from './annotations'
import { idSchema, procedure, uuidSchema } from './common'
import { splitSchema } from './images'

/** Items that are alike, by the features that the preset `photo` is trained on: an item is a box, or an image without one. */

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
/** 1 − cosine similarity: 0 = the same direction, 1 = nothing in common. */
const distance = v.pipe(v.number(), v.minValue(0), v.maxValue(2))

/** An example of the library: a box, or with a null annotation the whole image. */
export const itemRefSchema = v.object({ imageId: idSchema, annotationId: v.nullable(uuidSchema) })
export type ItemRef = v.InferOutput<typeof itemRefSchema>

/** An example as lists of what is alike show it. */
export const similarityItemSchema = v.object({
  ...itemRefSchema.entries,
  name: v.string(),
  region: regionSchema,
  classId: v.nullable(idSchema),
  status: statusSchema,
  split: splitSchema
})
export type SimilarityItem = v.InferOutput<typeof similarityItemSchema>

/** Items of one source, or of all. */
const scopeEntries = { sourceId: v.optional(v.nullable(idSchema), null) }

/** How much of a scope has features yet. */
export const coverageSchema = v.object({
  /** Items whose picture can be read, and those of them that have features. */
  items: v.number(),
  ready: v.number(),
  /** Whether they have been compared with one another: what the lists need, and a search doesn't. */
  compared: v.boolean(),
  unreadable: v.array(v.object({ imageId: idSchema, name: v.string(), message: v.string() })),
  /** Small pictures, such as of Fashion-MNIST, are enlarged for a network that knows photos: neighbours are rougher. */
  enlarged: v.number(),
  /** The job that computes them now. */
  jobId: v.nullable(uuidSchema)
})
export type Coverage = v.InferOutput<typeof coverageSchema>

/** Examples whose pictures are nearly the same. */
export const duplicateGroupSchema = v.object({
  items: v.array(similarityItemSchema),
  /** Smallest distance between two of them. */
  distance,
  /** Where the group stands on both sides of a split: a model would be judged on what it has learnt. */
  leaks: v.array(v.object({ dataset: v.nullable(v.string()), parts: v.array(v.string()) })),
  labelsDiffer: v.boolean()
})
export type SimilarityGroup = v.InferOutput<typeof duplicateGroupSchema>

/** An example whose neighbours vote for another label. */
export const suspectSchema = v.object({
  ...similarityItemSchema.entries,
  proposedClassId: idSchema,
  /** Shares of the neighbours' weighted votes for the label that the item has, and for the other one. */
  givenShare: share,
  proposedShare: share
})
export type SuspectItem = v.InferOutput<typeof suspectSchema>

const listed = { coverage: coverageSchema }
/** Rows of a list beyond which it is cut; `total` says how many there are. */
export const LISTED = 500

/** What is alike by the features of the photo backbone. */
export const similarityContract = {
  coverage: procedure.input(v.object(scopeEntries)).output(coverageSchema),
  /** A job that computes the features that are missing and compares all items of the scope. Errors: CONFLICT. */
  compute: procedure.input(v.object(scopeEntries)).output(v.object({ jobId: uuidSchema })),
  /**
   * Items like one item, or like what several have in common, the likest first, the items themselves left out. Only
   * among items that have features; those asked for get theirs at once. Errors: NOT_FOUND, UNSUPPORTED (unreadable).
   */
  similar: procedure
    .input(
      v.object({
        ...scopeEntries,
        of: v.pipe(v.array(itemRefSchema), v.minLength(1), v.maxLength(100)),
        limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LISTED)), 100)
      })
    )
    .output(
      v.object({
        ...listed,
        of: v.array(similarityItemSchema),
        items: v.array(v.object({ ...similarityItemSchema.entries, distance }))
      })
    ),
  /** Groups of items that lie no farther apart than `distance`, the closest first. */
  duplicates: procedure
    .input(v.object({ ...scopeEntries, distance: v.optional(distance, 0.05) }))
    .output(v.object({ ...listed, total: v.number(), leaks: v.number(), groups: v.array(duplicateGroupSchema) })),
  /** Items that are like nothing else, the farthest first: beyond Tukey's fence of the distance to their neighbours. */
  outliers: procedure.input(v.object(scopeEntries)).output(
    v.object({
      ...listed,
      total: v.number(),
      median: v.nullable(v.number()),
      fence: v.nullable(v.number()),
      items: v.array(v.object({ ...similarityItemSchema.entries, distance }))
    })
  ),
  /**
   * Labelled items whose neighbours carry another label, the most contradicted first. What a person has reviewed is left
   * out, and votes.
   */
  suspects: procedure.input(v.object(scopeEntries)).output(
    v.object({
      ...listed,
      /** Labelled items that were judged, and those of them that a review has settled. */
      labelled: v.number(),
      reviewed: v.number(),
      /** Neighbours that vote on each. */
      voters: v.number(),
      total: v.number(),
      items: v.array(suspectSchema)
    })
  )
}
