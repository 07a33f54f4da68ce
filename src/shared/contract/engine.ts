import * as v from 'valibot'
import { hashSchema } from './common'
import type { Doctor, Provision } from './engine-info'
import { modelSchema } from './model'
import { epochSchema } from './runs'
import { augmentationSchema, engineNameSchema, trainingSchema, type EngineName } from './training'

/** What the engine process is asked and what it answers. Paths in here stay between the two processes and on disk. */

const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const index = v.pipe(v.number(), v.integer(), v.minValue(0))
const metric = v.nullable(v.number())

/** An array of examples as an object of the project: `[count, height, width, channels]`, C order, little endian. */
export const packedSchema = v.object({
  object: hashSchema,
  dtype: v.picklist(['uint8', 'float32']),
  shape: v.tuple([v.pipe(v.number(), v.integer(), v.minValue(0)), count, count, count])
})
/** An array of examples, named by its content: `[count, height, width, channels]`. */
export type Packed = v.InferOutput<typeof packedSchema>

/** Rows of a packed array: `[start, end)`, or an object of packed int32 row numbers. */
export const selectionSchema = v.variant('kind', [
  v.object({ kind: v.literal('range'), start: index, end: index }),
  v.object({ kind: v.literal('rows'), object: hashSchema, count: index })
])
/** Rows of a packed array, parsed. */
export type Selection = v.InferOutput<typeof selectionSchema>

/** `run.json`: with the objects it names it determines a run, on any machine (`vitrine run-job DIR`). */
export const runFileSchema = v.object({
  format: v.literal(1),
  run: v.string(),
  /** Folder of the objects, relative to the run's folder. */
  objects: v.optional(v.string(), '../../objects'),
  model: modelSchema,
  training: trainingSchema,
  /** Class names; a class index is a position in here. */
  classes: v.pipe(v.array(v.string()), v.minLength(1)),
  data: v.object({
    x: packedSchema,
    /** Object of packed int32 class indexes, one per row of `x`. */
    y: hashSchema,
    /** Object of packed float32 weights, one per row of `x`. */
    sampleWeight: v.optional(v.nullable(hashSchema), null),
    train: selectionSchema,
    validation: v.optional(v.nullable(selectionSchema), null)
  }),
  /** Weights to start from, a safetensors object with the names of `weightSpecs`; what it lacks is initialised from the seed. */
  initialWeights: v.optional(v.nullable(hashSchema), null),
  /** What planned the run: shown, not read. */
  software: v.optional(v.nullable(v.object({ vitrine: v.string() })), null),
  /** Where those weights came from: shown, not read. */
  lineage: v.optional(v.nullable(v.record(v.string(), v.unknown())), null)
})
/** A run’s definition with every default filled in. */
export type RunFile = v.InferOutput<typeof runFileSchema>
/** A run’s definition as it may be written: what has a default can be left out. */
export type RunFileInput = v.InferInput<typeof runFileSchema>

/** What computed: back end, its version, the device’s name and its number of threads. */
export const engineUsedSchema = v.object({
  backend: engineNameSchema,
  version: v.string(),
  device: v.string(),
  threads: v.number()
})
/** What computed a result, kept beside it. */
export type EngineUsed = v.InferOutput<typeof engineUsedSchema>

const choice = v.union([v.literal('auto'), engineNameSchema])

/** Asks for the work of one run’s folder. */
export const trainRequestSchema = v.object({
  /** Absolute path of the run's folder with its `run.json`. */
  dir: v.string(),
  /** Continue from `checkpoints/last.safetensors`; without one the run starts anew. */
  resume: v.optional(v.boolean(), false),
  /** Overrides the run's own choice of engine. */
  engine: v.optional(choice)
})
/** Asks for the work of one run’s folder; `resume` and `engine` may be left out. */
export type TrainRequest = v.InferInput<typeof trainRequestSchema>

/** The best epoch so far (from 1) by the checkpoint’s monitor, with its validation loss and accuracy (null without validation). */
export const bestSchema = v.object({ epoch: v.number(), val_loss: metric, val_accuracy: metric })

/** What a training says while it runs: `started` first, then batches, epochs, pauses and lines for its log. */
export const trainProgressSchema = v.variant('kind', [
  v.object({
    kind: v.literal('started'),
    engine: engineUsedSchema,
    parameters: v.number(),
    epochs: v.number(),
    stepsPerEpoch: v.number(),
    /** Epochs and batches of the next epoch that were done before, when resumed. */
    resumedFrom: v.nullable(v.object({ epoch: v.number(), batch: v.number() })),
    /** Rows of the epochs done before. */
    history: v.array(epochSchema)
  }),
  /** At most ten a second. `loss` and `accuracy` are running means of the epoch, as Keras shows them. */
  v.object({
    kind: v.literal('batch'),
    /** The epoch that is going on, from 1. */
    epoch: v.number(),
    /** Batches of it that are done, and of how many. */
    batch: v.number(),
    batches: v.number(),
    /** Optimizer steps done over the whole run. */
    step: v.number(),
    loss: metric,
    accuracy: metric,
    /** Loss of the latest batch alone. */
    batchLoss: metric,
    learningRate: v.number(),
    imagesPerSecond: metric,
    /** Share of the whole run that is done, in [0, 1]. */
    progress: v.number(),
    etaSeconds: metric
  }),
  /** Pictures that have passed a frozen base, whose activations are then trained on; before the first batch. */
  v.object({ kind: v.literal('features'), done: index, total: count }),
  v.object({ kind: v.literal('epoch'), row: epochSchema, best: v.nullable(bestSchema), progress: v.number() }),
  v.object({ kind: v.literal('paused'), paused: v.boolean() }),
  /** A line for the run's log: what a callback did, a warning. */
  v.object({ kind: v.literal('message'), level: v.picklist(['info', 'warning']), text: v.string() })
])
/** One thing that a training says while it runs. */
export type TrainProgress = v.InferOutput<typeof trainProgressSchema>

/** What a training that came to its end leaves; one that was cancelled or failed has no result. */
export const trainResultSchema = v.object({
  run: v.string(),
  engine: engineUsedSchema,
  parameters: v.number(),
  epochs: v.array(epochSchema),
  best: v.nullable(bestSchema),
  /** Why it ended; `stopped` = by the user, with the best weights kept. */
  stopped: v.picklist(['completed', 'early_stopping', 'stopped']),
  /** Object (safetensors) of the final weights: the best ones where they are restored, else the last ones. */
  weights: hashSchema,
  /** Epoch the final weights come from. */
  weightsEpoch: v.number(),
  /** Median training step, milliseconds. */
  stepMs: metric
})
/** The end of a training: its history, its best epoch and its final weights. */
export type TrainResult = v.InferOutput<typeof trainResultSchema>

/** Weights of a model: an object of the project, or a file such as `checkpoints/best.safetensors`. */
export const weightsSourceSchema = v.union([v.object({ object: hashSchema }), v.object({ file: v.string() })])

const inferenceEntries = {
  /** Absolute path of the project's objects. */
  objects: v.string(),
  model: modelSchema,
  weights: weightsSourceSchema,
  x: packedSchema,
  rows: v.optional(v.nullable(selectionSchema), null),
  batchSize: v.optional(count, 256),
  engine: v.optional(choice, 'auto')
}
/** Asks for probabilities (softmax) or scores (hinge) of every chosen row, `batchSize` images at once at most. */
export const predictRequestSchema = v.object(inferenceEntries)
/** Asks for predictions; what has a default may be left out. */
export type PredictRequest = v.InferInput<typeof predictRequestSchema>
/** A request for predictions with every default filled in. */
export type Inference = v.InferOutput<typeof predictRequestSchema>

/** Activations that enter the layer `layer`: a frozen backbone's features, computed once. */
export const featuresRequestSchema = v.object({ ...inferenceEntries, layer: v.string() })
/** Asks for the activations that enter a layer; what has a default may be left out. */
export type FeaturesRequest = v.InferInput<typeof featuresRequestSchema>

/** A float32 matrix `[rows, columns]` as an object: probabilities or scores per class, or features. */
export const matrixResultSchema = v.object({
  object: hashSchema,
  shape: v.tuple([v.number(), v.number()]),
  engine: engineUsedSchema
})
/** A float32 matrix as an object, with what computed it. */
export type MatrixResult = v.InferOutput<typeof matrixResultSchema>

/** The `width` rows most like each row of float32 `x`, by scalar product: the cosine where all have length 1. */
export const neighboursRequestSchema = v.object({
  objects: v.string(),
  x: packedSchema,
  width: v.pipe(count, v.maxValue(64)),
  engine: v.optional(choice, 'auto')
})
/** Asks for the rows most like each row; what has a default may be left out. */
export type NeighboursRequest = v.InferInput<typeof neighboursRequestSchema>
/** One object: int32 row numbers `[rows, width]`, the likest first, −1 = no more; after them float32 products of that shape. */
export const neighboursResultSchema = v.object({ object: hashSchema })
/** The object that holds row numbers and products. */
export type NeighboursResult = v.InferOutput<typeof neighboursResultSchema>

/** Real samples through the augmentation, for its preview: `copies` variants of each row. */
export const augmentRequestSchema = v.object({
  objects: v.string(),
  x: packedSchema,
  rows: v.pipe(v.array(index), v.minLength(1), v.maxLength(64)),
  augmentation: v.array(augmentationSchema),
  seed: v.number(),
  copies: v.optional(v.pipe(count, v.maxValue(16)), 1)
})
/** Asks for augmented samples; `copies` (1 to 16) may be left out. */
export type AugmentRequest = v.InferInput<typeof augmentRequestSchema>
/** uint8, `[rows.length × copies, height, width, channels]`, the copies of a row beside each other. */
export const augmentResultSchema = v.object({ x: packedSchema })
/** The augmented samples as a packed array of bytes. */
export type AugmentResult = v.InferOutput<typeof augmentResultSchema>

/** About TensorFlow in the user's cache; only `install` fetches anything. */
export interface ProvisionRequest {
  readonly action: 'check' | 'install' | 'uninstall'
  /** With NVIDIA's libraries. */
  readonly gpu: boolean
}
/** How far an installation is, for a progress bar. */
export interface ProvisionStep {
  /** Share done in [0, 1], null while unknown. */
  readonly share: number | null
  readonly text: string
}
/** How it stands after the action. */
export interface ProvisionResult extends Provision {
  /** The folder that it lies in, or would. */
  readonly root: string
  /** Whether the action did anything. */
  readonly changed: boolean
}

/** Every method of the engine’s process: what it is asked, what it says meanwhile (a number is the share done in [0, 1]) and what it answers. */
export interface EngineMethods {
  readonly train: { readonly request: TrainRequest; readonly progress: TrainProgress; readonly result: TrainResult }
  readonly predict: { readonly request: PredictRequest; readonly progress: number; readonly result: MatrixResult }
  readonly features: { readonly request: FeaturesRequest; readonly progress: number; readonly result: MatrixResult }
  readonly neighbours: {
    readonly request: NeighboursRequest
    readonly progress: number
    readonly result: NeighboursResult
  }
  readonly augment: { readonly request: AugmentRequest; readonly progress: never; readonly result: AugmentResult }
  readonly doctor: {
    /** `only`: one of them, asked alone after a check of all ended with a crash. */
    readonly request: { readonly only?: EngineName }
    readonly progress: never
    readonly result: Doctor
  }
  readonly provision: {
    readonly request: ProvisionRequest
    readonly progress: ProvisionStep
    readonly result: ProvisionResult
  }
}
/** Name of a method of the engine’s process. */
export type EngineMethod = keyof EngineMethods

/** What can be told a running request: training pauses, resumes, stops and keeps the best; `yield` makes way for predictions. */
export type EngineControl = 'pause' | 'resume' | 'stop' | 'cancel' | 'yield' | 'unyield'
