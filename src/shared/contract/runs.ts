import * as v from 'valibot'
import { idSchema, instantSchema, procedure, uuidSchema } from './common'
import { errorSchema } from './errors'
import { engineNameSchema, trainingSchema } from './training'
import { modelSchema } from './model'

const metric = v.nullable(v.number())
/** A row of history.csv, Keras's names; `val_` is null without validation data. */
export const epochSchema = v.object({
  epoch: v.number(),
  loss: metric,
  accuracy: metric,
  val_loss: metric,
  val_accuracy: metric,
  /** Macro averages on the validation data. */
  val_precision: metric,
  val_recall: metric,
  val_f1: metric,
  learning_rate: v.number(),
  seconds: v.number()
})
export type Epoch = v.InferOutput<typeof epochSchema>

export const runStateSchema = v.picklist([
  'queued',
  'running',
  'paused',
  'interrupted',
  'finished',
  'stopped',
  'failed'
])

/** Where a run's weights started. */
export const startFromSchema = v.variant('kind', [
  v.object({ kind: v.literal('new') }),
  /** Same model, weights of an earlier run (`best` or `last`). */
  v.object({
    kind: v.literal('continue'),
    runId: uuidSchema,
    checkpoint: v.optional(v.picklist(['best', 'last']), 'best')
  }),
  /** Pops the last `pop` layers of an earlier run's model, freezes the rest up to `unfreeze_from`, adds a new head. */
  v.object({ kind: v.literal('transfer'), runId: uuidSchema, pop: v.number(), unfreezeFrom: v.nullable(v.string()) }),
  /** Weights shipped with the program, by name (`mnist-cnn`). */
  v.object({ kind: v.literal('pretrained'), name: v.string(), pop: v.number(), unfreezeFrom: v.nullable(v.string()) })
])

export const runSchema = v.object({
  id: uuidSchema,
  /** Number of the run in the project, as people say it: run 12. */
  number: v.number(),
  name: v.string(),
  state: runStateSchema,
  datasetId: idSchema,
  /** Preset or user model name. */
  modelName: v.string(),
  parameters: v.number(),
  training: trainingSchema,
  startFrom: startFromSchema,
  engine: v.nullable(
    v.object({ backend: engineNameSchema, version: v.string(), device: v.string(), threads: v.number() })
  ),
  best: v.nullable(v.object({ epoch: v.number(), val_loss: metric, val_accuracy: metric })),
  epochs: v.array(epochSchema),
  createdAt: instantSchema,
  endedAt: v.nullable(instantSchema),
  /** `EarlyStopping`, `stopped by you`, `finished`, … */
  stopped: v.nullable(v.string()),
  error: v.nullable(errorSchema),
  stepMs: metric,
  note: v.string(),
  tags: v.array(v.string()),
  jobId: v.nullable(uuidSchema)
})
export type Run = v.InferOutput<typeof runSchema>

export const startRunInputSchema = v.object({
  datasetId: idSchema,
  /** A preset's name, or a whole model. */
  model: v.union([v.string(), modelSchema]),
  training: v.optional(trainingSchema, {}),
  startFrom: v.optional(startFromSchema, { kind: 'new' }),
  name: v.optional(v.string())
})

export const runsContract = {
  list: procedure.output(v.array(runSchema)),
  get: procedure.input(v.object({ id: uuidSchema })).output(runSchema),
  /** The model as data, as it was trained. */
  model: procedure.input(v.object({ id: uuidSchema })).output(modelSchema),
  /** Latest lines of the run's log. */
  log: procedure.input(v.object({ id: uuidSchema })).output(v.array(v.string())),
  start: procedure.input(startRunInputSchema).output(runSchema),
  pause: procedure.input(v.object({ id: uuidSchema })).output(runSchema),
  resume: procedure.input(v.object({ id: uuidSchema })).output(runSchema),
  /** Finishes the batch, keeps the best checkpoint, ends. */
  stop: procedure.input(v.object({ id: uuidSchema })).output(runSchema),
  update: procedure
    .input(
      v.object({
        id: uuidSchema,
        name: v.optional(v.string()),
        note: v.optional(v.string()),
        tags: v.optional(v.array(v.string()))
      })
    )
    .output(runSchema),
  /** Moves the run to the project's trash; `restore` brings it back. */
  remove: procedure.input(v.object({ id: uuidSchema })).output(v.void()),
  restore: procedure.input(v.object({ id: uuidSchema })).output(runSchema)
}
