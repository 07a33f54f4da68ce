import * as v from 'valibot'

/** Training settings with Keras's names and meanings. */

const positive = v.pipe(v.number(), v.gtValue(0))
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff))

/** Keras’s Adam; its epsilon is added before the bias correction. */
export const adamSchema = v.object({
  name: v.literal('adam'),
  learning_rate: v.optional(positive, 1e-3),
  beta_1: v.optional(fraction, 0.9),
  beta_2: v.optional(fraction, 0.999),
  epsilon: v.optional(positive, 1e-7)
})
/** Keras’s SGD; `nesterov` counts only with a momentum above 0. */
export const sgdSchema = v.object({
  name: v.literal('sgd'),
  learning_rate: v.optional(positive, 0.01),
  momentum: v.optional(fraction, 0),
  nesterov: v.optional(v.boolean(), false)
})
const limits = {
  /** Decoupled weight decay as Keras's `weight_decay` (kernels only); 0 = none. */
  weight_decay: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  clipnorm: v.optional(v.nullable(positive), null),
  clipvalue: v.optional(v.nullable(positive), null),
  global_clipnorm: v.optional(v.nullable(positive), null)
}
/** An optimizer with weight decay and at most one way of clipping gradients: by each weight’s norm, by value, or by the norm of all. */
export const optimizerSchema = v.variant('name', [
  v.object({ ...adamSchema.entries, ...limits }),
  v.object({ ...sgdSchema.entries, ...limits })
])
/** An optimizer with every default filled in. */
export type Optimizer = v.InferOutput<typeof optimizerSchema>

/** Losses with Keras’s names: cross-entropy wants a softmax at the model’s end, the hinge losses linear scores. */
export const lossSchema = v.picklist(['sparse_categorical_crossentropy', 'categorical_hinge', 'squared_hinge'])
/** Name of a loss, as in Keras. */
export type Loss = v.InferOutput<typeof lossSchema>

/** Learning-rate schedule by epoch (0-based); `plateau` is the callback ReduceLROnPlateau, not a schedule. */
export const scheduleSchema = v.variant('kind', [
  v.object({ kind: v.literal('constant') }),
  v.object({ kind: v.literal('step'), every: count, factor: positive }),
  v.object({
    kind: v.literal('cosine'),
    alpha: v.optional(fraction, 0),
    warmup_epochs: v.optional(v.pipe(v.number(), v.minValue(0)), 0)
  })
])
/** How the learning rate changes by epoch. */
export type Schedule = v.InferOutput<typeof scheduleSchema>

const monitor = v.picklist(['val_loss', 'val_accuracy', 'loss', 'accuracy'])
/** Keras’s callbacks with its names and meanings; null = not used. Without validation data `loss` and `accuracy` are watched instead. */
export const callbacksSchema = v.object({
  EarlyStopping: v.optional(
    v.nullable(
      v.object({
        monitor: v.optional(monitor, 'val_loss'),
        patience: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 3),
        min_delta: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
        /** A figure that must be bettered, else it stops after its patience; null = none. */
        baseline: v.optional(v.nullable(v.number()), null),
        /** Epochs at the start that it leaves out of account. */
        start_from_epoch: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
        restore_best_weights: v.optional(v.boolean(), true)
      })
    ),
    null
  ),
  ReduceLROnPlateau: v.optional(
    v.nullable(
      v.object({
        monitor: v.optional(monitor, 'val_loss'),
        factor: v.optional(fraction, 0.5),
        patience: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 2),
        /** Epochs after a reduction in which it doesn't wait for another one. */
        cooldown: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
        min_lr: v.optional(v.pipe(v.number(), v.minValue(0)), 1e-6),
        min_delta: v.optional(v.pipe(v.number(), v.minValue(0)), 1e-4)
      })
    ),
    null
  ),
  /** `best` and `last` are always kept; `every` keeps one more per so many epochs. */
  ModelCheckpoint: v.optional(
    v.object({ monitor: v.optional(monitor, 'val_loss'), every: v.optional(v.nullable(count), null) }),
    {}
  ),
  TerminateOnNaN: v.optional(v.boolean(), true),
  /** Hybrid optimizer: from epoch `after` on (1-based count of epochs done) train with `sgd`. */
  SwitchOptimizer: v.optional(v.nullable(v.object({ after: count, optimizer: sgdSchema })), null)
})
/** Callbacks with every default filled in. */
export type Callbacks = v.InferOutput<typeof callbacksSchema>

/** Augmentation, applied to training examples only, as pure functions of (seed, epoch step, index in the batch). */
export const augmentationSchema = v.variant('class_name', [
  v.object({ class_name: v.literal('RandomRotation'), factor: fraction }),
  v.object({ class_name: v.literal('RandomZoom'), factor: fraction }),
  v.object({ class_name: v.literal('RandomContrast'), factor: fraction }),
  v.object({
    class_name: v.literal('RandomFlip'),
    mode: v.picklist(['horizontal', 'vertical', 'horizontal_and_vertical'])
  }),
  v.object({ class_name: v.literal('RandomTranslation'), height_factor: fraction, width_factor: fraction }),
  v.object({ class_name: v.literal('GaussianNoise'), stddev: fraction }),
  /** One square of side `size` (share of the image side) set to 0. */
  v.object({ class_name: v.literal('RandomCutout'), size: fraction }),
  /** Inverts the image (1 − x) with this probability. */
  v.object({ class_name: v.literal('RandomPolarity'), probability: fraction }),
  /** Fills the ground (pixels near 0) with a random grey up to `max`, with this probability. */
  v.object({ class_name: v.literal('RandomBackground'), probability: fraction, max: fraction })
])
/** One augmentation with its strength. */
export type Augmentation = v.InferOutput<typeof augmentationSchema>

/** The engine’s back ends, best first; `cpu` is the oracle that judges the others. */
export const engineNameSchema = v.picklist(['tensorflow', 'wasm', 'cpu'])
/** Name of a back end of the engine. */
export type EngineName = v.InferOutput<typeof engineNameSchema>

/** How a model is trained; `engine: auto` takes the best back end that passes its self-test. */
export const trainingSchema = v.object({
  epochs: v.optional(count, 15),
  batch_size: v.optional(count, 64),
  optimizer: v.optional(optimizerSchema, { name: 'adam' }),
  loss: v.optional(lossSchema, 'sparse_categorical_crossentropy'),
  label_smoothing: v.optional(v.pipe(fraction, v.ltValue(1)), 0),
  schedule: v.optional(scheduleSchema, { kind: 'constant' }),
  callbacks: v.optional(callbacksSchema, {}),
  augmentation: v.optional(v.array(augmentationSchema), []),
  /** Weight per class index, others 1 (`{"6": 2}`). */
  class_weight: v.optional(v.record(v.string(), v.pipe(v.number(), v.minValue(0))), {}),
  seed: v.optional(seed, 42),
  engine: v.optional(v.union([v.literal('auto'), engineNameSchema]), 'auto')
})
/** Settings with every default filled in. */
export type Training = v.InferOutput<typeof trainingSchema>
/** Settings as they may be written: what has a default can be left out. */
export type TrainingInput = v.InferInput<typeof trainingSchema>

/** Settings when nothing is said. */
export const defaultTraining: Training = v.parse(trainingSchema, {})
