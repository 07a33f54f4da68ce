import * as v from 'valibot'
import { bestSchema } from './engine'
import { epochSchema } from './runs'

const tracked = v.object({
  best: v.nullable(v.number()),
  epoch: v.number(),
  wait: v.number(),
  /** Epochs of ReduceLROnPlateau's cooldown that are left. */
  cooldown: v.optional(v.number(), 0)
})
/** JSON has no NaN: it comes back from null. */
const sum = v.pipe(
  v.nullable(v.number()),
  v.transform(value => value ?? Number.NaN)
)

/** Of the predictions of an epoch, per class: right ones, all that named it, all that should have. */
const classCountsSchema = v.object({
  right: v.array(v.number()),
  predicted: v.array(v.number()),
  support: v.array(v.number())
})
/** Counts per class, by class index, from which an epoch’s macro precision, recall and F1 are made. */
export type ClassCounts = v.InferOutput<typeof classCountsSchema>

/** Everything but weights and slots that a run needs to go on exactly; shuffling, dropout and augmentation follow from the seed. */
export const trainingStateSchema = v.object({
  /** Epochs done, and batches done of the next one. */
  epoch: v.number(),
  batch: v.number(),
  /** Optimizer steps over the whole run. */
  step: v.number(),
  /** Learning rate before the schedule's factor; ReduceLROnPlateau lowers it. */
  learningRate: v.number(),
  /** SwitchOptimizer has done its work. */
  switched: v.boolean(),
  /** EarlyStopping has ended the training: what is killed before its result is written must not go on. */
  ended: v.optional(v.boolean(), false),
  earlyStopping: tracked,
  plateau: tracked,
  checkpoint: tracked,
  best: v.nullable(bestSchema),
  /** Sums over the batches done of an unfinished epoch. */
  partial: v.object({
    loss: sum,
    correct: v.number(),
    seen: v.number(),
    seconds: v.number(),
    /** Null before the first batch, and in checkpoints from before this was kept. */
    counts: v.optional(v.nullable(classCountsSchema), null)
  }),
  history: v.array(epochSchema)
})
/** Where a training stands; changed in place by the training loop, kept as JSON in each checkpoint. */
export type TrainingState = v.InferOutput<typeof trainingStateSchema>

const untracked = { best: null, epoch: 0, wait: 0, cooldown: 0 }
/** Sums of an epoch that has not begun. */
export const noPartial = { loss: 0, correct: 0, seen: 0, seconds: 0, counts: null }

/** State of a run before its first step. */
export function freshState(learningRate: number): TrainingState {
  return {
    epoch: 0,
    batch: 0,
    step: 0,
    learningRate,
    switched: false,
    ended: false,
    earlyStopping: { ...untracked },
    plateau: { ...untracked },
    checkpoint: { ...untracked },
    best: null,
    partial: { ...noPartial },
    history: []
  }
}
