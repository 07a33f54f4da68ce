import * as v from 'valibot'
import { idSchema, procedure, uuidSchema } from './common'
import { populationSchema, protocolSchema } from './evaluation'

const figure = v.nullable(v.number())
const runIds = v.pipe(v.array(uuidSchema), v.minLength(1), v.maxLength(8))

export const comparisonSchema = v.object({
  population: v.object({ name: v.string(), hash: v.string(), count: v.number() }),
  runs: v.array(
    v.object({
      runId: uuidSchema,
      number: v.number(),
      name: v.string(),
      protocol: protocolSchema,
      recipe: v.string(),
      correct: v.number(),
      count: v.number(),
      accuracy: figure,
      /** Wilson 95 %. */
      interval: v.nullable(v.tuple([v.number(), v.number()])),
      macroF1: figure,
      alarms: v.array(v.string())
    })
  ),
  pairs: v.array(
    v.object({
      a: uuidSchema,
      b: uuidSchema,
      onlyARight: v.number(),
      onlyBRight: v.number(),
      pValue: v.number(),
      /** Holm's p over all pairs; null with one pair. */
      adjusted: figure,
      method: v.picklist(['exact', 'chi-square']),
      verdict: v.string()
    })
  ),
  consensus: v.object({ allRight: v.number(), someWrong: v.number(), allWrong: v.number(), total: v.number() }),
  /** What makes a ranking of these runs doubtful; empty when nothing does. */
  cautions: v.array(v.string())
})
export type Comparison = v.InferOutput<typeof comparisonSchema>

export const comparedItemSchema = v.object({
  imageId: idSchema,
  annotationId: v.nullable(uuidSchema),
  index: v.number(),
  name: v.string(),
  /** Class index, null = no label. */
  truth: v.nullable(v.number()),
  /** One per run, in the order asked; `predicted` −1 = the picture can't be read. */
  predictions: v.array(v.object({ predicted: v.number(), confidence: figure }))
})
export type ComparedItem = v.InferOutput<typeof comparedItemSchema>

const target = { runIds, population: populationSchema }
export const comparisonContract = {
  /** Errors: CONFLICT when the runs have different class lists, with which. */
  compare: procedure.input(v.object(target)).output(comparisonSchema),
  items: procedure
    .input(
      v.object({
        ...target,
        show: v.optional(v.picklist(['all', 'allRight', 'someWrong', 'allWrong', 'disagree']), 'all'),
        /** Only where run `wins` is right and run `loses` is wrong (positions in `runIds`). */
        wins: v.optional(v.number()),
        loses: v.optional(v.number()),
        truth: v.optional(v.number()),
        offset: v.optional(v.number(), 0),
        limit: v.optional(v.pipe(v.number(), v.maxValue(2000)), 200)
      })
    )
    .output(v.object({ total: v.number(), labels: v.array(v.string()), items: v.array(comparedItemSchema) }))
}
