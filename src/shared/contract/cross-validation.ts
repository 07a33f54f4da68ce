import * as v from 'valibot'
import { idSchema, instantSchema, nameSchema, procedure, uuidSchema } from './common'
import { errorSchema } from './errors'
import { modelSchema } from './model'
import { trainingSchema } from './training'

const figure = v.nullable(v.number())
const score = v.object({
  correct: v.number(),
  count: v.number(),
  accuracy: figure,
  /** Wilson 95 %. */
  interval: v.nullable(v.tuple([v.number(), v.number()]))
})

/** What a cross-validation trains: every fold's run has these settings. */
export const crossValidationSettingsSchema = v.object({
  datasetId: idSchema,
  /** A preset's or a user model's name, or a whole model. */
  model: v.union([v.string(), modelSchema]),
  training: v.optional(trainingSchema, {}),
  folds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(20)), 3),
  /** Deals the examples into folds; shuffled, stratified, an image never divided. */
  seed: v.optional(v.pipe(v.number(), v.integer()), 42),
  /**
   * Share of each fold's training part that chooses the epoch, so that the fold itself stays unseen. 0 = the fold
   * itself does, as in the study: its out-of-fold figure is then too good.
   */
  validation: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.5)), 0.15)
})
export type CrossValidationSettings = v.InferOutput<typeof crossValidationSettingsSchema>

/** A cross-validation and how far it is; its folds are judged as one model. */
export const crossValidationSchema = v.object({
  id: uuidSchema,
  /** Counted with the runs, so that one number names one of either. */
  number: v.number(),
  name: v.string(),
  settings: crossValidationSettingsSchema,
  state: v.picklist(['running', 'interrupted', 'finished', 'failed']),
  folds: v.array(
    v.object({
      /** From 1. */
      fold: v.number(),
      runId: v.nullable(uuidSchema),
      train: v.number(),
      validation: v.number(),
      /** Examples that this fold's model never saw, and how many of them it gets right. */
      scored: v.number(),
      correct: v.nullable(v.number()),
      outOfFoldAccuracy: figure,
      /** The study's way: every fold's model on the one test part. */
      testAccuracy: figure
    })
  ),
  /** Every example judged by the one model that never saw it. */
  outOfFold: v.nullable(score),
  /** Mean and standard deviation (n − 1) of the folds' figures on the test part. */
  test: v.object({ mean: figure, sd: figure, count: v.number() }),
  note: v.string(),
  createdAt: instantSchema,
  endedAt: v.nullable(instantSchema),
  error: v.nullable(errorSchema),
  jobId: v.nullable(uuidSchema)
})
export type CrossValidation = v.InferOutput<typeof crossValidationSchema>

/** Cross-validations: started, resumed, removed with a way back. */
export const crossValidationContract = {
  list: procedure.output(v.array(crossValidationSchema)),
  get: procedure.input(v.object({ id: uuidSchema })).output(crossValidationSchema),
  /** One run per fold, one after another, then the scores. */
  start: procedure.input(crossValidationSettingsSchema).output(crossValidationSchema),
  /** Goes on after a failure or an interruption: folds that are done stay done. */
  resume: procedure.input(v.object({ id: uuidSchema })).output(crossValidationSchema),
  update: procedure
    .input(v.object({ id: uuidSchema, name: v.optional(nameSchema), note: v.optional(v.string()) }))
    .output(crossValidationSchema),
  /** Moves it and the runs of its folds to the trash; `restore` brings them back. Errors: CONFLICT while it goes on. */
  remove: procedure.input(v.object({ id: uuidSchema })).output(v.void()),
  restore: procedure.input(v.object({ id: uuidSchema })).output(crossValidationSchema)
}
