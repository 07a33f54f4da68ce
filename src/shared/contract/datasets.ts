import * as v from 'valibot'
import { hashSchema, idSchema, instantSchema, nameSchema, procedure } from './common'
import { imageFilterSchema } from './images'
import { recipeSchema } from './recipe'

/** A dataset that the catalogue knows: shipped, found on this machine, or downloadable once the user agrees. */
export const catalogueEntrySchema = v.object({
  id: v.string(),
  title: v.string(),
  classes: v.array(v.string()),
  counts: v.object({ train: v.number(), test: v.number() }),
  licence: v.string(),
  /** `shipped` and `found` import at once; `absent` says in `hint` how to get it. */
  state: v.picklist(['shipped', 'found', 'absent']),
  hint: v.string(),
  /** Of its files on this machine. */
  bytes: v.nullable(v.number()),
  /** What an import with `mayDownload` would fetch; null where nothing is missing or nothing is offered. */
  download: v.nullable(
    v.array(
      v.object({
        url: v.string(),
        bytes: v.number(),
        /** Of the unpacked content. */
        sha256: hashSchema
      })
    )
  )
})
export type CatalogueEntry = v.InferOutput<typeof catalogueEntrySchema>

const countsSchema = v.object({ train: v.number(), validation: v.number(), test: v.number() })

/** A frozen list of examples with their labels and split, identified by its hash. */
export const datasetSchema = v.object({
  id: idSchema,
  name: v.string(),
  revision: v.number(),
  hash: hashSchema,
  createdAt: instantSchema,
  /** Class ids and names as they were when it was frozen; class index = position here. */
  classes: v.array(v.object({ id: idSchema, name: v.string() })),
  counts: countsSchema,
  /** Per class in the same order. */
  balance: v.array(countsSchema),
  /** `[height, width, channels]` of the packed model inputs. */
  shape: v.tuple([v.number(), v.number(), v.number()]),
  /** Name of the recipe that made the model inputs. */
  recipe: v.string(),
  /** Its steps as they were then: part of every model trained on this. Absent where pictures went in as they are. */
  definition: v.optional(recipeSchema),
  split: v.object({
    validation: v.number(),
    test: v.number(),
    seed: v.number(),
    stratified: v.boolean(),
    grouped: v.boolean()
  }),
  /** Groups of identical images that stand on both sides of a split. */
  leaks: v.number(),
  skipped: v.array(v.object({ imageId: idSchema, message: v.string() }))
})
export type Dataset = v.InferOutput<typeof datasetSchema>

/** Which images become a dataset, by which recipe, and how they are dealt into parts. */
export const freezeInputSchema = v.object({
  name: nameSchema,
  filter: v.optional(imageFilterSchema, {}),
  recipe: v.optional(v.string(), 'auto'),
  /** Shares taken from what has no split of its own yet. */
  validation: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)), 0.15),
  test: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.9)), 0),
  seed: v.optional(v.pipe(v.number(), v.integer()), 42)
})
export type FreezeInput = v.InferOutput<typeof freezeInputSchema>

/** Frozen datasets, and those that can be had from elsewhere. */
export const datasetsContract = {
  catalogue: procedure.output(v.array(catalogueEntrySchema)),
  list: procedure.output(v.array(datasetSchema)),
  get: procedure.input(v.object({ id: idSchema })).output(datasetSchema),
  /** The groups of identical images that `leaks` counts, each with the parts that it stands in. Errors: NOT_FOUND. */
  leaks: procedure
    .input(v.object({ id: idSchema }))
    .output(v.array(v.object({ parts: v.array(v.string()), imageIds: v.array(idSchema) }))),
  freeze: procedure.input(freezeInputSchema).output(datasetSchema),
  /** Takes it out of the list; runs that were trained on it keep it, and `restore` brings it back. */
  remove: procedure.input(v.object({ id: idSchema })).output(v.void()),
  restore: procedure.input(v.object({ id: idSchema })).output(datasetSchema)
}
