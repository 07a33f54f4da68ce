import * as v from 'valibot'
import { idSchema, procedure, uuidSchema } from './common'
import { labelMapUsedSchema, populationSchema, protocolSchema } from './evaluation'
import { packedPicturesSchema } from './item'

const figure = v.nullable(v.number())
const runIds = v.pipe(v.array(uuidSchema), v.minLength(1), v.maxLength(8))

/** Several runs on one population, with what they agree on and every pair's test. */
export const comparisonSchema = v.object({
  population: v.object({ name: v.string(), hash: v.string(), count: v.number() }),
  /** The class list that all runs share: names, and class ids of the project. */
  labels: v.array(v.string()),
  classIds: v.array(idSchema),
  runs: v.array(
    v.object({
      runId: uuidSchema,
      number: v.number(),
      name: v.string(),
      protocol: protocolSchema,
      /** Null for predictions that were made elsewhere. */
      recipe: v.nullable(v.string()),
      correct: v.number(),
      count: v.number(),
      accuracy: figure,
      /** Wilson 95 %. */
      interval: v.nullable(v.tuple([v.number(), v.number()])),
      macroF1: figure,
      /** Parameters of the model, trainable or not; null for predictions that were made elsewhere. */
      parameters: figure,
      /** The figure before edits that were made with predictions in view; null where there were none. */
      originalAccuracy: figure,
      /** `counts[true][predicted]` */
      confusion: v.array(v.array(v.number())),
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
  /** The run that the paired test puts before every other one; null when it doesn't, or there is one run only. */
  best: v.nullable(uuidSchema),
  /** The map of classes that all these figures rest on; null where the population's classes are the runs' own. */
  labelMap: v.nullable(labelMapUsedSchema),
  /** What makes a ranking of these runs doubtful; empty when nothing does. */
  cautions: v.array(v.string())
})
export type Comparison = v.InferOutput<typeof comparisonSchema>

/** One example with what each of the compared runs says of it. */
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

const shows = ['all', 'allRight', 'someWrong', 'allWrong', 'disagree', 'wins', 'losses'] as const
/** Which of the compared examples are wanted. */
export const comparedShowSchema = v.picklist(shows)
export type ComparedShow = v.InferOutput<typeof comparedShowSchema>

const count = v.number()
const countsSchema = v.object({
  all: count,
  allRight: count,
  someWrong: count,
  allWrong: count,
  disagree: count,
  wins: count,
  losses: count
})
export type ComparedCounts = v.InferOutput<typeof countsSchema>

const target = { runIds, population: populationSchema }
/** Runs beside one another on the same examples. */
export const comparisonContract = {
  /** Errors: CONFLICT when the runs have different class lists, with which; UNSUPPORTED when none of the labels is theirs. */
  compare: procedure.input(v.object(target)).output(comparisonSchema),
  items: procedure
    .input(
      v.object({
        ...target,
        show: v.optional(comparedShowSchema, 'all'),
        /** Whom `wins` and `losses` are about: positions in `runIds`. A wins where it is right and B wrong. */
        a: v.optional(v.number(), 0),
        b: v.optional(v.number(), 1),
        truth: v.optional(v.number()),
        /** Only examples to which A, or B, gives this class. */
        aPredicted: v.optional(v.number()),
        bPredicted: v.optional(v.number()),
        offset: v.optional(v.number(), 0),
        limit: v.optional(v.pipe(v.number(), v.maxValue(2000)), 200)
      })
    )
    .output(
      v.object({
        total: v.number(),
        labels: v.array(v.string()),
        items: v.array(comparedItemSchema),
        /** What each `show` would list under the other filters. */
        counts: countsSchema
      })
    ),
  /** The exact model inputs of examples (`index` of items), once per recipe that the runs use. */
  inputs: procedure
    .input(v.object({ ...target, indexes: v.pipe(v.array(v.number()), v.maxLength(200)) }))
    .output(v.array(v.object({ recipe: v.string(), picture: v.nullable(packedPicturesSchema) })))
}
