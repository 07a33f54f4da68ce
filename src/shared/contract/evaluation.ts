import * as v from 'valibot'
import { hashSchema, idSchema, instantSchema, procedure, uuidSchema } from './common'
import { labelMapKindSchema } from './label-map-kind'

const figure = v.nullable(v.number())

/** A part of a frozen dataset. */
export const populationPartSchema = v.picklist(['train', 'validation', 'test', 'out-of-fold'])
export type PopulationPart = v.InferOutput<typeof populationPartSchema>

/**
 * What a model is judged on: a dataset's part, or a set of images of the project. `out-of-fold` is everything but the
 * test part, each example judged by the one model of a cross-validation that never saw it.
 */
export const populationSchema = v.variant('kind', [
  v.object({ kind: v.literal('dataset'), datasetId: idSchema, part: populationPartSchema }),
  v.object({ kind: v.literal('source'), sourceId: idSchema })
])
export type Population = v.InferOutput<typeof populationSchema>

/** How a figure came about: figures of two protocols are never compared as equals. */
export const protocolSchema = v.picklist([
  'single-split',
  'out-of-fold',
  'fold-mean',
  'held-out',
  'training-data',
  /** Predicted elsewhere: what it was trained on is not known here. */
  'external'
])

/** The map that a figure rests on. `index` leads classes to those at the same place and means nothing. */
export const labelMapUsedSchema = v.object({
  kind: labelMapKindSchema,
  /** Two figures with one hash rest on the same map. */
  hash: hashSchema,
  /** `to` null: left out. */
  pairs: v.array(v.object({ from: v.string(), to: v.nullable(v.string()), count: v.number() }))
})
export type LabelMapUsed = v.InferOutput<typeof labelMapUsedSchema>

/** A line of the classification report. */
export const reportRowSchema = v.object({
  precision: figure,
  recall: figure,
  f1: figure,
  support: v.number(),
  /** Wilson 95 % of the recall. */
  recallInterval: v.nullable(v.tuple([v.number(), v.number()]))
})

/** One run on one population against the labels as they are now. Undefined figures are null. */
export const evaluationSchema = v.object({
  /** A run, or a cross-validation, which is judged as one. */
  runId: uuidSchema,
  population: populationSchema,
  populationName: v.string(),
  populationHash: v.string(),
  protocol: protocolSchema,
  /** Examples of images that the model was trained on, of all examples of the population. */
  learnt: v.number(),
  /** Null for predictions that were made elsewhere. */
  recipe: v.nullable(v.string()),
  /** True when the recipe differs from the one the model was trained with. */
  foreignRecipe: v.boolean(),
  /** Labelled examples that count; examples without a label are left out and counted in `unlabelled`. */
  count: v.number(),
  unlabelled: v.number(),
  /** Labelled examples without a prediction, because their picture can't be read or none was imported: left out too. */
  unpredicted: v.number(),
  /** What classes of the population count as that the model doesn't know; null where none is mapped. */
  labelMap: v.nullable(labelMapUsedSchema),
  /** Examples whose class the model was not trained on: left out too, by name. */
  foreignClasses: v.array(v.object({ name: v.string(), count: v.number() })),
  correct: v.number(),
  accuracy: figure,
  /** Wilson 95 %. */
  interval: v.nullable(v.tuple([v.number(), v.number()])),
  /** The same figure on the labels as they were before any edit made with predictions in view. */
  originalAccuracy: figure,
  editedAfterSeeing: v.number(),
  classes: v.array(v.object({ id: v.nullable(idSchema), name: v.string(), ...reportRowSchema.entries })),
  macro: reportRowSchema,
  weighted: reportRowSchema,
  /** Bootstrap 95 % of the macro F1; null on populations of more than 500 examples. */
  macroF1Interval: v.nullable(v.tuple([v.number(), v.number()])),
  confusion: v.object({ labels: v.array(v.string()), counts: v.array(v.array(v.number())) }),
  alarms: v.array(v.object({ kind: v.string(), class: v.nullable(v.string()), message: v.string() })),
  evaluatedAt: instantSchema,
  /** Revision of the project's labels this belongs to. */
  revision: v.number()
})
export type Evaluation = v.InferOutput<typeof evaluationSchema>

/** One example of a population under one run. Class indexes are positions in the run's class list. */
export const predictedItemSchema = v.object({
  imageId: idSchema,
  annotationId: v.nullable(uuidSchema),
  index: v.number(),
  name: v.string(),
  truth: v.nullable(v.number()),
  predicted: v.number(),
  confidence: figure,
  /** A person has looked at the label and kept it. */
  reviewed: v.boolean(),
  /** Of a cross-validation: the fold (from 1) whose model never saw it. */
  fold: v.optional(v.number())
})
export type PredictedItem = v.InferOutput<typeof predictedItemSchema>

const point = { right: v.number(), accuracy: figure }
/** Figures beyond the report. Null where the model gives scores and no probabilities. */
export const evaluationDetailsSchema = v.object({
  /** Accuracy when the truth may be among the first k classes, k = 1 … 5. */
  topK: v.array(v.object({ k: v.number(), accuracy: figure })),
  logLoss: figure,
  /** Bins of confidence with what is right and wrong in them. */
  reliability: v.nullable(
    v.object({
      bins: v.array(v.object({ low: v.number(), high: v.number(), wrong: v.number(), confidence: figure, ...point })),
      /** Expected calibration error over these bins. */
      ece: figure
    })
  ),
  /** What remains when predictions below a threshold are rejected. */
  rejection: v.nullable(v.array(v.object({ threshold: v.number(), kept: v.number(), coverage: figure, ...point }))),
  /** Lowest confidence per class at which what is accepted reaches 95 % precision; judged on the same examples. */
  thresholds: v.nullable(
    v.array(
      v.object({ predicted: v.number(), threshold: figure, count: v.number(), accepted: v.number(), right: v.number() })
    )
  ),
  /** Errors between two classes in either direction, as a share of the examples of both. */
  pairs: v.array(
    v.object({ a: v.number(), b: v.number(), aAsB: v.number(), bAsA: v.number(), support: v.number(), rate: figure })
  )
})
export type EvaluationDetails = v.InferOutput<typeof evaluationDetailsSchema>

const spread = v.object({ mean: figure, sd: figure })
/** A cross-validation fold by fold, on the labels as they are now. */
export const foldEvaluationSchema = v.object({
  folds: v.array(
    v.object({
      /** From 1. */
      fold: v.number(),
      count: v.number(),
      correct: v.number(),
      accuracy: figure,
      /** Wilson 95 %. */
      interval: v.nullable(v.tuple([v.number(), v.number()])),
      macroF1: figure,
      /** `confusion[true][predicted]` */
      confusion: v.array(v.array(v.number()))
    })
  ),
  /** Over the folds; standard deviation with n − 1. */
  accuracy: spread,
  macroF1: spread,
  /** Labels that are no longer those which the folds were trained with. */
  changedLabels: v.number()
})
export type FoldEvaluation = v.InferOutput<typeof foldEvaluationSchema>

const distributionSchema = v.object({
  bins: v.array(v.object({ low: v.number(), high: v.number(), count: v.number() })),
  mean: v.number()
})
/** What a model makes of pictures whose labels say nothing about its classes: no accuracy, whatever they are labelled. */
export const outOfDistributionSchema = v.object({
  runId: uuidSchema,
  population: populationSchema,
  populationName: v.string(),
  populationHash: v.string(),
  recipe: v.nullable(v.string()),
  foreignRecipe: v.boolean(),
  /** Examples with a prediction. */
  count: v.number(),
  unpredicted: v.number(),
  /** What the examples are labelled, of classes that the model doesn't know. */
  labelled: v.array(v.object({ name: v.string(), count: v.number() })),
  /** In the order of the model's classes. */
  predicted: v.array(v.object({ id: v.nullable(idSchema), name: v.string(), count: v.number() })),
  /** Null where only labels or scores are known. */
  confidence: v.nullable(distributionSchema),
  /** Divided by that of an even guess: 0 = sure of one class, 1 = knows nothing. */
  entropy: v.nullable(distributionSchema),
  /** The same on pictures like those of its training, to look at beside; null where there are none, or no confidence. */
  own: v.nullable(
    v.object({ name: v.string(), count: v.number(), confidence: distributionSchema, entropy: distributionSchema })
  ),
  alarms: v.array(v.string())
})
export type OutOfDistribution = v.InferOutput<typeof outOfDistributionSchema>

const target = v.object({
  runId: uuidSchema,
  population: populationSchema,
  /** Name of another recipe than the model was trained with, for a trial: the result is then marked. */
  recipe: v.optional(v.string())
})
/** What a model is worth on a population, on the labels as they are at the call. */
export const evaluationContract = {
  /** Predicts first when no stored predictions exist. Errors: UNSUPPORTED when no label is a class of the run's. */
  evaluate: procedure.input(target).output(evaluationSchema),
  details: procedure.input(target).output(evaluationDetailsSchema),
  /** Needs no label. `evaluate` refuses with UNSUPPORTED, `details.reason` `label-map`, where only this can be shown. */
  outOfDistribution: procedure.input(target).output(outOfDistributionSchema),
  /** Errors: NOT_FOUND; CONFLICT while folds lack. */
  folds: procedure.input(v.object({ crossValidationId: uuidSchema })).output(foldEvaluationSchema),
  /** Populations that can be chosen for a run. */
  populations: procedure
    .input(v.object({ runId: uuidSchema }))
    .output(
      v.array(v.object({ population: populationSchema, name: v.string(), count: v.number(), protocol: protocolSchema }))
    ),
  /** Examples of a cell (true t, predicted p), or all errors when both are absent, most confident first. */
  items: procedure
    .input(
      v.object({
        ...target.entries,
        truth: v.optional(v.number()),
        predicted: v.optional(v.number()),
        only: v.optional(v.picklist(['all', 'wrong', 'right']), 'all'),
        /** Confidence below (low-confidence list) or above. */
        below: v.optional(v.number()),
        above: v.optional(v.number()),
        sort: v.optional(v.picklist(['confidence', '-confidence', 'loss', 'disagreement']), '-confidence'),
        offset: v.optional(v.number(), 0),
        limit: v.optional(v.pipe(v.number(), v.maxValue(2000)), 200)
      })
    )
    .output(v.object({ total: v.number(), items: v.array(predictedItemSchema) })),
  /** Every run's probabilities for one image's example. */
  item: procedure
    .input(
      v.object({
        imageId: idSchema,
        annotationId: v.optional(v.nullable(uuidSchema)),
        runIds: v.optional(v.array(uuidSchema))
      })
    )
    .output(
      v.array(
        v.object({
          runId: uuidSchema,
          labels: v.array(v.string()),
          probabilities: v.nullable(v.array(v.number())),
          predicted: v.nullable(v.number()),
          /** URL of the exact model input as PNG. */
          inputUrl: v.nullable(v.string()),
          reason: v.nullable(v.string())
        })
      )
    )
}
