import * as v from 'valibot'
import { hashSchema, idSchema, instantSchema, procedure, uuidSchema } from './common'
import { errorSchema } from './errors'
import { augmentationSchema, engineNameSchema, trainingSchema } from './training'
import { modelSchema } from './model'

const metric = v.nullable(v.number())
/** A row of history.csv, Keras's names; `val_` is null without validation data. */
export const epochSchema = v.object({
  epoch: v.number(),
  loss: metric,
  accuracy: metric,
  /** Macro averages on the training data: as `accuracy`, over the epoch's batches while the weights change. */
  precision: v.optional(metric, null),
  recall: v.optional(metric, null),
  f1: v.optional(metric, null),
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
  /** Of a cross-validation: which one, and which of its folds (from 1) this run never saw. */
  fold: v.nullable(v.object({ crossValidation: uuidSchema, fold: v.number() })),
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

/** One live measurement of a run: running means of its epoch, as Keras shows them. At most ten a second. */
export const runPointSchema = v.object({
  runId: uuidSchema,
  epoch: v.number(),
  step: v.number(),
  stepsPerEpoch: v.number(),
  loss: metric,
  accuracy: metric,
  imagesPerSecond: metric
})
export type RunPoint = v.InferOutput<typeof runPointSchema>

/** Everything that defines a run, for its page: the model as trained, the dataset by hash, weights, where they came from. */
export const runDefinitionSchema = v.object({
  model: modelSchema,
  classes: v.array(v.string()),
  datasetHash: hashSchema,
  datasetName: v.string(),
  recipe: v.string(),
  /** Version of Vitrine that planned it; null of runs from before that was written down. */
  vitrine: v.nullable(v.string()),
  counts: v.object({ train: v.number(), validation: v.number() }),
  /** safetensors objects. */
  initialWeights: v.nullable(hashSchema),
  weights: v.nullable(hashSchema),
  /** `run 12, epoch 10`, or null for new weights. */
  startedFrom: v.nullable(v.string()),
  /** Checkpoints that are kept, by file name without its ending: `best`, `last`, `epoch-004`. */
  checkpoints: v.array(v.string())
})
export type RunDefinition = v.InferOutput<typeof runDefinitionSchema>

/** Real samples as the model gets them: one object, rows of originals and their draws beside each other. */
export const previewSchema = v.object({
  /** Object with uint8 `[samples × columns, height, width, channels]`, at `/media/pack/HASH`. */
  pack: hashSchema,
  shape: v.tuple([v.number(), v.number(), v.number()]),
  /** Pictures per sample: the original first, then the draws. */
  columns: v.number(),
  samples: v.array(v.object({ imageId: idSchema, classIndex: v.number() }))
})
export type Preview = v.InferOutput<typeof previewSchema>

export const runsContract = {
  list: procedure.output(v.array(runSchema)),
  /** Deleted runs that can be restored. */
  trash: procedure.output(v.array(runSchema)),
  /** Points of a run since the project was opened, oldest first, thinned out when there are many: a reload loses none. */
  points: procedure.input(v.object({ id: uuidSchema })).output(v.array(runPointSchema)),
  definition: procedure.input(v.object({ id: uuidSchema })).output(runDefinitionSchema),
  /** Moves a waiting run before another one, or to the end of the queue. */
  move: procedure.input(v.object({ id: uuidSchema, before: v.nullable(uuidSchema) })).output(v.array(uuidSchema)),
  /** Waiting runs in their order. */
  queue: procedure.output(v.array(uuidSchema)),
  /** Training examples under the augmentation as it stands in the form; `draw` changes the dice. */
  preview: procedure
    .input(
      v.object({
        datasetId: idSchema,
        augmentation: v.array(augmentationSchema),
        samples: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(24)), 2),
        draws: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(15)), 7),
        draw: v.optional(v.number(), 0)
      })
    )
    .output(previewSchema),
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
