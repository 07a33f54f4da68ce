import * as v from 'valibot'
import { regionSchema } from './annotations'
import { hashSchema, idSchema, instantSchema, procedure, uuidSchema } from './common'
import { populationSchema, protocolSchema } from './evaluation'

const figure = v.nullable(v.number())

/** Pictures in one object at `/media/pack/HASH`: row `at` of uint8 `[count, height, width, channels]`. */
export const packedPicturesSchema = v.object({
  pack: hashSchema,
  shape: v.tuple([v.number(), v.number(), v.number()]),
  /** Row per picture asked for, null where it can't be made. */
  rows: v.array(v.nullable(v.number()))
})
export type PackedPictures = v.InferOutput<typeof packedPicturesSchema>

/** What one run, or cross-validation, says of one example. Class indexes are positions in the run's class list. */
export const itemModelSchema = v.object({
  runId: uuidSchema,
  number: v.number(),
  name: v.string(),
  /** Null for predictions that were made elsewhere. */
  recipe: v.nullable(v.string()),
  /** Of a cross-validation: its dataset. The fold's model that never saw the example answers. Null = a run. */
  outOfFoldOf: v.nullable(idSchema),
  labels: v.array(v.string()),
  classIds: v.array(idSchema),
  /** Class index of the label as it is now, null = no label, or none of the run's classes. */
  truth: v.nullable(v.number()),
  /** Null where the picture or the run's weights can't be read, which `reason` says, or where labels alone are known. */
  probabilities: v.nullable(v.array(v.number())),
  predicted: v.nullable(v.number()),
  reason: v.nullable(v.string())
})
export type ItemModel = v.InferOutput<typeof itemModelSchema>

/** An image, or one labelled box of it, with everything that models make of it. */
export const itemSchema = v.object({
  imageId: idSchema,
  annotationId: v.nullable(uuidSchema),
  name: v.string(),
  region: regionSchema,
  classId: v.nullable(idSchema),
  /** False for suggestions, unsure ones and what is none of the classes. */
  labelled: v.boolean(),
  models: v.array(itemModelSchema),
  /** One per recipe that the models use. */
  inputs: v.array(v.object({ recipe: v.string(), picture: v.nullable(packedPicturesSchema) })),
  /** Populations that the example belongs to: their figures change with it. */
  populations: v.array(v.object({ population: populationSchema, name: v.string(), count: v.number() }))
})
export type Item = v.InferOutput<typeof itemSchema>

/** One step of a recipe on one example; its picture fits into a square of `edge` pixels. */
export const itemStageSchema = v.object({
  /** A step's kind, or `source`. */
  kind: v.string(),
  /** What the step decided; empty when there was nothing to decide. */
  note: v.string(),
  /** Of what the step made. */
  width: v.number(),
  height: v.number(),
  channels: v.number(),
  /** Where the picture lies in its square, in pixels from the upper left corner. */
  shown: v.object({ width: v.number(), height: v.number() })
})

/** What each step of a recipe makes of an example; the pictures are squares of `edge` pixels. */
export const stagesSchema = v.object({
  recipe: v.string(),
  edge: v.number(),
  pictures: packedPicturesSchema,
  stages: v.array(itemStageSchema)
})
export type Stages = v.InferOutput<typeof stagesSchema>

/** The figures of one run on one population as they were at a time. */
export const revisionSchema = v.object({
  id: idSchema,
  at: instantSchema,
  count: v.number(),
  correct: v.number(),
  accuracy: figure,
  macroF1: figure,
  /** On the labels and boxes before edits made with predictions in view; null where there were none. */
  originalAccuracy: figure,
  /** What changed since the one before: `accuracy 60.0 → 66.7 %, 1 label changed`. */
  summary: v.string()
})
export type Revision = v.InferOutput<typeof revisionSchema>

/** An example to be labelled again without a look at its label. */
export const recheckItemSchema = v.object({
  imageId: idSchema,
  annotationId: v.nullable(uuidSchema),
  name: v.string(),
  classId: v.nullable(idSchema),
  region: regionSchema,
  /** Not to be shown before the end. */
  wasRight: v.boolean()
})
export type RecheckItem = v.InferOutput<typeof recheckItemSchema>

const example = { imageId: idSchema, annotationId: v.optional(v.nullable(uuidSchema)) }
const target = { runId: uuidSchema, population: populationSchema }

/** One example: what models see of it, what they say, and how it was judged before. */
export const itemContract = {
  /** Without `runIds`, all runs that have weights, newest first, up to eight. Errors: NOT_FOUND. */
  get: procedure.input(v.object({ ...example, runIds: v.optional(v.array(uuidSchema)) })).output(itemSchema),
  /** What every step of a run's recipe makes of the example. Errors: NOT_FOUND, UNSUPPORTED, CORRUPT. */
  stages: procedure.input(v.object({ ...example, runId: uuidSchema })).output(stagesSchema),
  /** Evaluations of a run on a population, newest first. */
  revisions: procedure.input(v.object(target)).output(v.array(revisionSchema)),
  /**
   * Right and wrong examples in equal number, in an order drawn by `seed`, for labels to be checked without knowing
   * what the model said.
   */
  recheck: procedure
    .input(
      v.object({
        ...target,
        count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(500)), 20),
        seed: v.optional(v.pipe(v.number(), v.integer()), 42)
      })
    )
    .output(v.object({ population: v.string(), protocol: protocolSchema, items: v.array(recheckItemSchema) }))
}
