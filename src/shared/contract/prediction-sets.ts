import * as v from 'valibot'
import { hashSchema, idSchema, instantSchema, nameSchema, procedure, uuidSchema } from './common'
import { populationSchema } from './evaluation'

/** Everything that keeps a file of predictions from being imported. */
const predictionProblemCodes = [
  'NOT_A_TABLE',
  'NO_ITEM',
  'NO_PREDICTION',
  'UNKNOWN_ITEM',
  'AMBIGUOUS_ITEM',
  'DUPLICATE_ITEM',
  'UNKNOWN_CLASS',
  'NOT_A_NUMBER',
  'WRONG_WIDTH',
  'NOT_PROBABILITIES',
  'LABEL_MISMATCH'
] as const

/** What is wrong with a row of a file of predictions, in a sentence. */
export const predictionProblemSchema = v.object({
  code: v.picklist(predictionProblemCodes),
  /** Where in the file: `row 3`, `record 2`. */
  at: v.string(),
  message: v.string()
})
export type PredictionProblem = v.InferOutput<typeof predictionProblemSchema>

const kindSchema = v.picklist(['labels', 'probabilities'])

/** Predictions that were made elsewhere. Wherever a run is judged by its id, a set may stand with its own. */
export const predictionSetSchema = v.object({
  id: uuidSchema,
  /** Counted with the runs, so that a number means one of either. */
  number: idSchema,
  name: v.string(),
  /** `labels`: no probability is known, views of confidence have nothing to show. */
  kind: kindSchema,
  /** Examples that it says something of. */
  count: v.number(),
  classes: v.array(v.object({ id: idSchema, name: v.string() })),
  /** What it was imported for. */
  population: populationSchema,
  provenance: v.object({
    file: v.string(),
    /** SHA-256 of the file. */
    hash: hashSchema,
    /** What the user says of who made it, and how. */
    note: v.string(),
    importedAt: instantSchema
  })
})
export type PredictionSet = v.InferOutput<typeof predictionSetSchema>

/** What an import would bring, nothing of it written yet. It can be imported when `problemCount` is 0. */
export const predictionPreviewSchema = v.object({
  sets: v.array(v.object({ name: v.string(), kind: kindSchema, count: v.number() })),
  /** Columns that say nothing that is used. */
  ignored: v.array(v.string()),
  population: v.object({ name: v.string(), count: v.number() }),
  /** Examples of the population that the file doesn't mention; the first 20 by name. */
  missing: v.object({ count: v.number(), names: v.array(v.string()) }),
  /** The first 100. */
  problems: v.array(predictionProblemSchema),
  problemCount: v.number()
})
export type PredictionPreview = v.InferOutput<typeof predictionPreviewSchema>

const file = {
  /** A path from a host's dialog or command line, or `upload:UUID`. */
  from: v.pipe(v.string(), v.minLength(1)),
  population: populationSchema
}

/** Predictions that another program made, judged as a run's are. */
export const predictionSetsContract = {
  /** Newest first. */
  list: procedure.output(v.array(predictionSetSchema)),
  /** Errors: NOT_FOUND, TOO_LARGE; what is wrong inside the file is told by `problems`. */
  preview: procedure.input(v.object(file)).output(predictionPreviewSchema),
  /** All sets of the file or none. Errors: INVALID_INPUT with the problems in `details`, or while items are missing. */
  import: procedure
    .input(
      v.object({
        ...file,
        note: v.optional(v.pipe(v.string(), v.maxLength(2000)), ''),
        /** Examples that the file doesn't mention stay without a prediction, and out of every figure. */
        leaveOutMissing: v.optional(v.boolean(), false)
      })
    )
    .output(v.array(predictionSetSchema)),
  update: procedure
    .input(v.object({ id: uuidSchema, name: v.optional(nameSchema), note: v.optional(v.string()) }))
    .output(predictionSetSchema),
  remove: procedure.input(v.object({ id: uuidSchema })).output(v.void())
}
