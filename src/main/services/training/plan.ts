import type { RunFileInput, Selection } from '@shared/contract/engine'
import { VitrineError } from '@shared/contract/errors'
import type { Model } from '@shared/contract/model'
import type { Run } from '@shared/contract/runs'
import type { Training } from '@shared/contract/training'
import { inputProblem, lossProblem, plannedModel, type ModelPlan } from '@shared/domain/models/planned-model'
import { rowsOf, type StoredDataset } from '../datasets/datasets-service'
import { checkModel } from './models-service'

/** Weights that a run starts from, and the model they belong to. */
export interface StartWeights {
  readonly model: Model
  /** safetensors object. */
  readonly weights: string
  /** Shown as the run's lineage: `run 12, best, epoch 10`. */
  readonly title: string
}

export interface PlanInput {
  readonly runId: string
  /** Of Vitrine. */
  readonly version: string
  readonly dataset: StoredDataset
  readonly model: Model
  readonly training: Training
  readonly startFrom: Run['startFrom']
  readonly start: StartWeights | null
  /** Rows of a fold; without them the dataset's own training and validation parts. */
  readonly selection?: RunSelection | undefined
}

export interface RunSelection {
  readonly train: Selection
  readonly validation: Selection | null
}

/** Everything that defines a run, checked before anything is started. Errors: INVALID_INPUT with what to change. */
export function planRun(input: PlanInput): RunFileInput {
  const { runId, dataset, model, training, startFrom, start } = input
  const { classes, counts, shape } = dataset.facts
  const planned = planModel({ model, startFrom, base: start?.model ?? null, classes: classes.length })
  checkModel(planned)
  const problem = inputProblem(planned, { name: dataset.name, shape }) ?? lossProblem(planned, training.loss)
  if (problem !== null) throw new VitrineError('INVALID_INPUT', problem)
  const own: RunSelection = {
    train: { kind: 'range', ...rowsOf(counts, 'train') },
    validation: counts.validation > 0 ? { kind: 'range', ...rowsOf(counts, 'validation') } : null
  }
  const { train, validation } = input.selection ?? own
  return {
    format: 1,
    run: runId,
    model: planned,
    training,
    classes: classes.map(({ name }) => name),
    data: {
      x: { object: dataset.x, dtype: 'uint8', shape: [counts.train + counts.validation + counts.test, ...shape] },
      y: dataset.y,
      train,
      validation
    },
    initialWeights: start?.weights ?? null,
    software: { vitrine: input.version },
    lineage: start && { from: start.title, kind: startFrom.kind }
  }
}

/** A plan that can't be is the user's to change. */
function planModel(plan: ModelPlan): Model {
  try {
    return plannedModel(plan)
  } catch (error) {
    if (error instanceof RangeError) throw new VitrineError('INVALID_INPUT', error.message)
    throw error
  }
}
